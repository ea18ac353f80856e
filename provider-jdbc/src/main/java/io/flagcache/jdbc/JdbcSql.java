package io.flagcache.jdbc;

import static java.util.stream.Collectors.joining;

import io.flagcache.core.store.ReadAnswer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The statements of the store, for one dialect and one pair of tables. */
final class JdbcSql {

  /**
   * By so much two readings of the clock may be out of order: a statement may have read it, and
   * stood still, before another one stored what it finds.
   */
  static final long CLOCK_SLACK_MILLIS = 2000;

  /** The longest that can be set. */
  private static final long LONGEST_LEASE_MILLIS = Duration.ofDays(366).toMillis();

  private static final int LONGEST_OWNER = 129;
  private static final int LONGEST_HASH = 65;

  private static final Pattern PART = Pattern.compile("\\{(held|live|owner|hash):([a-z.]*)}");

  final JdbcDialect dialect;

  /** Lease and stamp of the live entry. Parameter: service key. */
  final String snapshot;

  /** Inserts a lease that nobody has ever held. Parameter: service key. */
  final String seed;

  /**
   * Locks the lease, or finds no row if another transaction has it locked. Parameter: service key.
   */
  final String lock;

  /** Parameters: owner, epoch, milliseconds twice, service key. */
  final String grant;

  /** Renews a lease and extends the entry in one go, where the database can. */
  final Optional<NamedStatement> renew;

  /** Parameters: service key, owner, epoch. */
  final String release;

  /** Parameter: service key. */
  final String stamp;

  /**
   * Moves the payload unless the entry is known, and of one that is too long the start alone.
   * Parameters: the known stamp twice, the longest payload, service key.
   */
  final String read;

  /** The lease and the entry, dead or alive. Parameters: service key, twice. */
  final String inspect;

  /**
   * Lets the time-to-live start anew of an entry that has not expired, also of one from the time
   * before the clock went back. Parameters: milliseconds, service key.
   */
  final String extend;

  /** Parameters: the stamp, milliseconds, payload, service key. */
  final String replace;

  /** As {@link #replace}, if the entry has expired. */
  final String replaceExpired;

  /** Parameters: service key, the stamp, milliseconds, payload. */
  final String insert;

  /** Parameters: service key, the stamp. */
  final String discard;

  private final JdbcTables tables;

  JdbcSql(JdbcDialect dialect, JdbcTables tables) {
    this.dialect = dialect;
    this.tables = tables;
    snapshot =
        sql(
            """
            select {owner:l.} as owner, l.epoch, case when {held:l.} then 1 else 0 end as held,\
             e.service_key as entry_key, e.epoch as entry_epoch, e.sequence, {hash:e.} as hash\
             from {lease} l left join {entry} e on e.service_key = l.service_key and {live:e.}\
             where l.service_key = ?""");
    seed =
        sql(
            "insert into {lease} (service_key, epoch, expires_at, lease_millis) values (?, 0, 0, 0)");
    lock =
        sql(
            """
            select {owner:} as owner, epoch, case when {held:} then 1 else 0 end as held\
             from {lease} where service_key = ? for update skip locked""");
    grant =
        sql(
            """
            update {lease} set owner = ?, epoch = ?, expires_at = {now} + ?, lease_millis = ?\
             where service_key = ?""");
    renew = dialect.customization().renewal().map(this::sql).map(NamedStatement::of);
    release =
        sql(
            """
            update {lease} set owner = null, expires_at = 0\
             where service_key = ? and owner = ? and coalesce(epoch, 0) = ?""");
    stamp =
        sql(
            """
            select epoch as entry_epoch, sequence, {hash:} as hash from {entry}\
             where service_key = ? and {live:}""");
    read =
        sql(
            """
            select epoch as entry_epoch, sequence, {hash:} as hash, published_at,\
             {now} as now_millis, octet_length(payload) as stored_bytes,\
             case when {isStamp} then 1 else 0 end as known,\
             case when {isStamp} then null\
             when octet_length(payload) > ? then {start}\
             else payload end as payload\
             from {entry} where service_key = ? and {live:}""");
    inspect =
        sql(
            """
            select {owner:l.} as owner, l.epoch,\
             case when {held:l.} then l.expires_at else 0 end as lease_end,\
             e.service_key as entry_key, e.epoch as entry_epoch, e.sequence, {hash:e.} as hash,\
             e.published_at, e.touched_at,\
             case when {live:e.} then e.expires_at else 0 end as entry_end,\
             octet_length(e.payload) as stored_bytes, {now} as now_millis\
             from (select 1 as one) o\
             left join {lease} l on l.service_key = ? left join {entry} e on e.service_key = ?""");
    extend = sql("update {entry} set {liveFromNow} where service_key = ? and expires_at > {now}");
    replace =
        sql(
            """
            update {entry} set epoch = ?, sequence = ?, hash = ?, published_at = {now},\
             {liveFromNow}, payload = ? where service_key = ?""");
    replaceExpired = replace + sql(" and not coalesce({live:}, false)");
    insert =
        sql(
            """
            insert into {entry}\
             (service_key, epoch, sequence, hash, published_at, touched_at, expires_at, payload)\
             values (?, ?, ?, ?, {now}, {now}, {now} + ?, ?)""");
    discard = sql("delete from {entry} where service_key = ? and {isStamp}");
  }

  /**
   * Finds a row if the column takes any of these texts for the same as its parameter. They stand in
   * for values of the column, and so are compared by its rules.
   */
  String anyEqualInColumn(String table, List<String> texts) {
    return texts.stream()
        .map(
            text ->
                "coalesce((select service_key from " + table + " where 1 = 0), '" + text + "') = ?")
        .collect(joining(" or ", "select 1 as same from (select 1 as one) o where ", ""));
  }

  private String sql(String template) {
    String written = PART.matcher(template).replaceAll(part -> part(part.group(1), part.group(2)));
    return written
        .replace(
            "{start}", dialect.customization().startOf("payload", ReadAnswer.TooLong.START_BYTES))
        .replace("{liveFromNow}", "touched_at = {now}, expires_at = {now} + ?")
        .replace(
            "{isStamp}",
            "coalesce(epoch, 0) = ? and coalesce(sequence, 0) = ?"
                + " and coalesce(substring(hash, 1, "
                + LONGEST_HASH
                + "), '') = ?")
        .replace("{lease}", tables.lease())
        .replace("{entry}", tables.entry())
        .replace("{now}", dialect.customization().nowMillis());
  }

  private static String part(String name, String alias) {
    return switch (name) {
      // What was damaged to hold for longer than its own length is over, as is what a clock that
      // went back would let live on.
      case "held" ->
          "(%1$sexpires_at > {now} and %1$sexpires_at <= {now} + %2$d + least(coalesce(%1$slease_millis, 0), %3$d))"
              .formatted(alias, CLOCK_SLACK_MILLIS, LONGEST_LEASE_MILLIS);
      case "live" ->
          "(%1$sexpires_at > {now} and coalesce(%1$stouched_at, 0) <= {now} + %2$d)"
              .formatted(alias, CLOCK_SLACK_MILLIS);
      // Longer ones are damaged, and not worth their way.
      case "owner" -> "substring(%sowner, 1, %d)".formatted(alias, LONGEST_OWNER);
      case "hash" -> "substring(%shash, 1, %d)".formatted(alias, LONGEST_HASH);
      default -> throw new IllegalArgumentException(name);
    };
  }
}

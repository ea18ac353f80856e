package io.flagcache.jdbc;

/** The statements of the store, for one dialect and one pair of tables. */
final class JdbcSql {

  final JdbcDialect dialect;

  /** Lease and stamp of the live entry. Parameter: service key. */
  final String snapshot;

  /** Inserts a lease that nobody has ever held. Parameter: service key. */
  final String seed;

  /**
   * Locks the lease, or finds no row if another transaction has it locked. Parameter: service key.
   */
  final String lock;

  /** Parameters: owner, epoch, milliseconds, service key. */
  final String grant;

  /** Parameters: service key, owner, epoch. */
  final String release;

  /** Parameter: service key. */
  final String stamp;

  /**
   * Moves the payload unless the entry is known. Parameters: the known stamp twice, service key.
   */
  final String read;

  /** The lease and the entry, dead or alive. Parameters: service key, twice. */
  final String inspect;

  /** Lets the live entry's time-to-live start anew. Parameters: milliseconds, service key. */
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
            select l.owner, l.epoch, case when l.{live} then 1 else 0 end as held,\
             e.service_key as entry_key, e.epoch as entry_epoch, e.sequence, e.hash\
             from {lease} l left join {entry} e on e.service_key = l.service_key and e.{live}\
             where l.service_key = ?""");
    seed = sql("insert into {lease} (service_key, epoch, expires_at) values (?, 0, 0)");
    lock =
        sql(
            """
            select owner, epoch, case when {live} then 1 else 0 end as held\
             from {lease} where service_key = ? for update skip locked""");
    grant =
        sql(
            "update {lease} set owner = ?, epoch = ?, expires_at = {now} + ? where service_key = ?");
    release =
        sql(
            """
            update {lease} set owner = null, expires_at = 0\
             where service_key = ? and owner = ? and coalesce(epoch, 0) = ?""");
    stamp =
        sql(
            """
            select epoch as entry_epoch, sequence, hash from {entry}\
             where service_key = ? and {live}""");
    read =
        sql(
            """
            select epoch as entry_epoch, sequence, hash, published_at, {now} as now_millis,\
             case when {isStamp} then 1 else 0 end as known,\
             case when {isStamp} then null else payload end as payload\
             from {entry} where service_key = ? and {live}""");
    inspect =
        sql(
            """
            select l.owner, l.epoch, l.expires_at as lease_end,\
             e.service_key as entry_key, e.epoch as entry_epoch, e.sequence, e.hash,\
             e.published_at, e.touched_at, e.expires_at as entry_end,\
             octet_length(e.payload) as stored_bytes, {now} as now_millis\
             from (select 1 as one) o\
             left join {lease} l on l.service_key = ? left join {entry} e on e.service_key = ?""");
    extend = sql("update {entry} set {liveFromNow} where service_key = ? and {live}");
    replace =
        sql(
            """
            update {entry} set epoch = ?, sequence = ?, hash = ?, published_at = {now},\
             {liveFromNow}, payload = ? where service_key = ?""");
    replaceExpired = replace + sql(" and (expires_at is null or expires_at <= {now})");
    insert =
        sql(
            """
            insert into {entry}\
             (service_key, epoch, sequence, hash, published_at, touched_at, expires_at, payload)\
             values (?, ?, ?, ?, {now}, {now}, {now} + ?, ?)""");
    discard = sql("delete from {entry} where service_key = ? and {isStamp}");
  }

  private String sql(String template) {
    return template
        .replace("{live}", "expires_at > {now}")
        .replace("{liveFromNow}", "touched_at = {now}, expires_at = {now} + ?")
        .replace(
            "{isStamp}",
            "coalesce(epoch, 0) = ? and coalesce(sequence, 0) = ? and coalesce(hash, '') = ?")
        .replace("{lease}", tables.lease())
        .replace("{entry}", tables.entry())
        .replace("{now}", dialect.customization().nowMillis());
  }
}

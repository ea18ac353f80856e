package io.flagcache.jdbc;

import java.util.Optional;

/**
 * MySQL and MariaDB.
 *
 * @param silenceLimit the variable of a session that limits how long its client may be silent in a
 *     transaction
 * @param limitsWaitsByStatement whether one statement can be told not to wait for locks
 */
record MySqlFamilyCustomization(String silenceLimit, boolean limitsWaitsByStatement)
    implements JdbcCustomization {

  /** From UTC: the local time of a session is ambiguous when summer time ends. */
  @Override
  public String nowMillis() {
    return "cast(timestampdiff(microsecond, '1970-01-01', utc_timestamp(3)) div 1000 as signed)";
  }

  @Override
  public Optional<String> begin(int silenceSeconds) {
    return Optional.of(
        "set @flagcache_limit = @@session.%1$s, session %1$s = %2$d"
            .formatted(silenceLimit, silenceSeconds));
  }

  @Override
  public Optional<String> endSilenceLimit() {
    return Optional.of("set session " + silenceLimit + " = @flagcache_limit");
  }

  @Override
  public Optional<String> renewal() {
    if (!limitsWaitsByStatement) {
      return Optional.empty(); // Whoever has the row locked would be waited for.
    }
    return Optional.of(
        """
        set statement innodb_lock_wait_timeout = 0 for\
         update {lease} l left join {entry} e\
         on e.service_key = l.service_key and e.expires_at > {now}\
         set l.expires_at = {now} + :lease, l.lease_millis = :lease,\
         e.touched_at = {now}, e.expires_at = {now} + :ttl\
         where l.service_key = :key and l.owner = :owner and coalesce(l.epoch, 0) = :epoch\
         and {held:l.}""");
  }

  @Override
  public Optional<String> longestStatement() {
    return Optional.of("select @@max_allowed_packet as packet");
  }

  @Override
  public String collationFix(String table) {
    return "run: ALTER TABLE " + table + " CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_bin";
  }

  @Override
  public String whoAndWhere() {
    return "select current_user() as account, database() as place";
  }

  @Override
  public String quoted(String name) {
    return '`' + name.replace("`", "``") + '`';
  }

  /** Rights belong to a user together with the hosts it comes from. */
  @Override
  public String account(String user) {
    int at = user.lastIndexOf('@');
    if (at < 0) {
      return quoted(user); // Another database, for which this dialect was chosen.
    }
    return quoted(user.substring(0, at)) + '@' + quoted(user.substring(at + 1));
  }
}

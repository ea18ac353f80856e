package io.flagcache.jdbc;

import io.flagcache.kitsupport.JudgesOnly;

/**
 * The kit for stores by MySQL's driver, on MariaDB.
 *
 * <p>The driver decides what a changed row is, on which grants, releases, publications, fills,
 * discards and revocations rely (S1, S7, S9, S10, S13, S22), how it reports a key that is there
 * already (S10), how times, bytes and names of service keys are sent (S3, S11, S15), and how long
 * it waits for a server that hangs (S16). The statements are those of MariaDB, but for the limit of
 * a silent transaction, which {@link JdbcWireTest} judges.
 */
@JudgesOnly(
    rules = {"S1", "S3", "S7", "S9", "S10", "S11", "S13", "S15", "S16", "S22"},
    because =
        "MySQL's driver counts changed rows (S1, S7, S9, S10, S13, S22), sends times, bytes and"
            + " keys (S3, S11, S15) and waits (S16) in ways of its own; server and statements are"
            + " those of the MariaDB that is judged in full")
class JdbcMySqlDriverStoreConformanceTest extends JdbcStoreConformance {
  JdbcMySqlDriverStoreConformanceTest() {
    super(TestDatabase.MYSQL_DRIVER);
  }
}

package io.flagcache.jdbc;

import io.flagcache.kitsupport.JudgesOnly;

/**
 * The kit by MySQL's driver, on MariaDB.
 *
 * <p>The driver decides how values, and 10 MB, go over the wire (P1, P9), how long it waits for a
 * server that hangs (F1), what it leaves behind (F6) and what its failures say (I2). Everything
 * else is the server's, which is judged by its own driver, or that of the store's statements, which
 * the kit for stores judges by this driver.
 */
@JudgesOnly(
    rules = {"P1", "P9", "F1", "F6", "I2"},
    because =
        "MySQL's driver has a wire format (P1, P9), time-outs (F1), threads (F6) and failures (I2)"
            + " of its own; the server is the MariaDB that is judged in full")
class JdbcMySqlDriverConformanceTest extends JdbcServerConformance {
  JdbcMySqlDriverConformanceTest() {
    super(TestDatabase.MYSQL_DRIVER);
  }
}

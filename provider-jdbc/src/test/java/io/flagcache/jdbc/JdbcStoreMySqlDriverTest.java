package io.flagcache.jdbc;

import io.flagcache.jdbc.server.TestServer;
import io.flagcache.jdbc.server.TestServers;

/** The MySQL dialect by MySQL's driver, on MariaDB. */
class JdbcStoreMySqlDriverTest extends JdbcStoreContract {
  @Override
  TestServer server() {
    return TestServers.mySqlDriver();
  }
}

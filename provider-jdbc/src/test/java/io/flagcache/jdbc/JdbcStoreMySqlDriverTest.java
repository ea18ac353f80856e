package io.flagcache.jdbc;

import io.flagcache.testservers.database.TestServer;
import io.flagcache.testservers.database.TestServers;

/** The MySQL dialect by MySQL's driver, on MariaDB. */
class JdbcStoreMySqlDriverTest extends JdbcStoreContract {
  @Override
  TestServer server() {
    return TestServers.mySqlDriver();
  }
}

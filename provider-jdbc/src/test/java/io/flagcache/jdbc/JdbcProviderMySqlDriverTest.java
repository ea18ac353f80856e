package io.flagcache.jdbc;

import io.flagcache.testservers.database.TestServer;
import io.flagcache.testservers.database.TestServers;

class JdbcProviderMySqlDriverTest extends JdbcProviderContract {
  @Override
  TestServer server() {
    return TestServers.mySqlDriver();
  }
}

package io.flagcache.jdbc;

import io.flagcache.jdbc.server.TestServer;
import io.flagcache.jdbc.server.TestServers;

class JdbcProviderMySqlDriverTest extends JdbcProviderContract {
  @Override
  TestServer server() {
    return TestServers.mySqlDriver();
  }
}

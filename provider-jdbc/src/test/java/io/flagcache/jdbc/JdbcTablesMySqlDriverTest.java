package io.flagcache.jdbc;

import io.flagcache.jdbc.server.TestServer;
import io.flagcache.jdbc.server.TestServers;

class JdbcTablesMySqlDriverTest extends JdbcTablesContract {
  @Override
  TestServer server() {
    return TestServers.mySqlDriver();
  }
}

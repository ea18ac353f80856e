package io.flagcache.jdbc;

import io.flagcache.testservers.database.TestServer;
import io.flagcache.testservers.database.TestServers;

class JdbcTablesMySqlDriverTest extends JdbcTablesContract {
  @Override
  TestServer server() {
    return TestServers.mySqlDriver();
  }
}

package io.flagcache.jdbc;

import io.flagcache.testservers.database.TestServer;
import io.flagcache.testservers.database.TestServers;

class JdbcFaultMySqlDriverTest extends JdbcFaultContract {
  @Override
  TestServer server() {
    return TestServers.mySqlDriver();
  }
}

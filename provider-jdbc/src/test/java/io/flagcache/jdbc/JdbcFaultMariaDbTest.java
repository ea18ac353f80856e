package io.flagcache.jdbc;

import io.flagcache.jdbc.server.TestServer;
import io.flagcache.jdbc.server.TestServers;

class JdbcFaultMariaDbTest extends JdbcFaultContract {
  @Override
  TestServer server() {
    return TestServers.mariaDb();
  }
}

package io.flagcache.jdbc;

import io.flagcache.jdbc.server.TestServer;
import io.flagcache.jdbc.server.TestServers;

class JdbcProviderMariaDbTest extends JdbcProviderContract {
  @Override
  TestServer server() {
    return TestServers.mariaDb();
  }
}

package io.flagcache.jdbc;

import io.flagcache.jdbc.server.TestServer;
import io.flagcache.jdbc.server.TestServers;

class JdbcProviderPostgresTest extends JdbcProviderContract {
  @Override
  TestServer server() {
    return TestServers.postgres();
  }
}

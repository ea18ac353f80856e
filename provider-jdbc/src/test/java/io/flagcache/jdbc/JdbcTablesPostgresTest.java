package io.flagcache.jdbc;

import io.flagcache.jdbc.server.TestServer;
import io.flagcache.jdbc.server.TestServers;

class JdbcTablesPostgresTest extends JdbcTablesContract {
  @Override
  TestServer server() {
    return TestServers.postgres();
  }
}

package io.flagcache.jdbc;

import io.flagcache.jdbc.server.TestServer;
import io.flagcache.jdbc.server.TestServers;

class JdbcTablesExternalTest extends JdbcTablesContract {
  @Override
  TestServer server() {
    return TestServers.external();
  }
}

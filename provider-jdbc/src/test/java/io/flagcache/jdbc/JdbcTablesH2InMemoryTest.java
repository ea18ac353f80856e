package io.flagcache.jdbc;

import io.flagcache.jdbc.server.TestServer;
import io.flagcache.jdbc.server.TestServers;

class JdbcTablesH2InMemoryTest extends JdbcTablesContract {
  @Override
  TestServer server() {
    return TestServers.h2InMemory();
  }
}

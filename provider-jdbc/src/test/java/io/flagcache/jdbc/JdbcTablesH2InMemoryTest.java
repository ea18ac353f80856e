package io.flagcache.jdbc;

import io.flagcache.testservers.database.TestServer;
import io.flagcache.testservers.database.TestServers;

class JdbcTablesH2InMemoryTest extends JdbcTablesContract {
  @Override
  TestServer server() {
    return TestServers.h2InMemory();
  }
}

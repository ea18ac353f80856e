package io.flagcache.jdbc;

import io.flagcache.testservers.database.TestServer;
import io.flagcache.testservers.database.TestServers;

class JdbcProviderH2InMemoryTest extends JdbcProviderContract {
  @Override
  TestServer server() {
    return TestServers.h2InMemory();
  }
}

package io.flagcache.jdbc;

import io.flagcache.jdbc.server.TestServer;
import io.flagcache.jdbc.server.TestServers;

class JdbcProviderH2InMemoryTest extends JdbcProviderContract {
  @Override
  TestServer server() {
    return TestServers.h2InMemory();
  }
}

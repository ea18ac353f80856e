package io.flagcache.jdbc;

import io.flagcache.jdbc.server.TestServer;
import io.flagcache.jdbc.server.TestServers;

class JdbcSettingsH2InMemoryTest extends JdbcSettingsContract {
  @Override
  TestServer server() {
    return TestServers.h2InMemory();
  }
}

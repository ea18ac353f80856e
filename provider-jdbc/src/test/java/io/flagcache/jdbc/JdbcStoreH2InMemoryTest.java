package io.flagcache.jdbc;

import io.flagcache.jdbc.server.TestServer;
import io.flagcache.jdbc.server.TestServers;

/** H2 in the memory of this JVM. */
class JdbcStoreH2InMemoryTest extends JdbcStoreContract {
  @Override
  TestServer server() {
    return TestServers.h2InMemory();
  }
}

package io.flagcache.jdbc;

import io.flagcache.testservers.database.TestServer;
import io.flagcache.testservers.database.TestServers;

/** H2 in the memory of this JVM. */
class JdbcStoreH2InMemoryTest extends JdbcStoreContract {
  @Override
  TestServer server() {
    return TestServers.h2InMemory();
  }
}

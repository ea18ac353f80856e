package io.flagcache.jdbc;

import io.flagcache.jdbc.server.TestServer;
import io.flagcache.jdbc.server.TestServers;

class LargeDocumentH2InMemoryTest extends LargeDocumentContract {
  @Override
  TestServer server() {
    return TestServers.h2InMemory();
  }
}

package io.flagcache.jdbc;

import io.flagcache.jdbc.server.TestServer;
import io.flagcache.jdbc.server.TestServers;

class LargeDocumentExternalTest extends LargeDocumentContract {
  @Override
  TestServer server() {
    return TestServers.external();
  }
}

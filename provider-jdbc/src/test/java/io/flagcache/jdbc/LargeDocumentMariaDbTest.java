package io.flagcache.jdbc;

import io.flagcache.jdbc.server.TestServer;
import io.flagcache.jdbc.server.TestServers;

class LargeDocumentMariaDbTest extends LargeDocumentContract {
  @Override
  TestServer server() {
    return TestServers.mariaDb();
  }
}

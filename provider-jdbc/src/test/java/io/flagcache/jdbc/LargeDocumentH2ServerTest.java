package io.flagcache.jdbc;

import io.flagcache.testservers.database.TestServer;
import io.flagcache.testservers.database.TestServers;

class LargeDocumentH2ServerTest extends LargeDocumentContract {
  @Override
  TestServer server() {
    return TestServers.h2Server();
  }
}

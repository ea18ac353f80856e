package io.flagcache.jdbc;

import io.flagcache.testservers.database.TestServer;
import io.flagcache.testservers.database.TestServers;

class LargeDocumentPostgresTest extends LargeDocumentContract {
  @Override
  TestServer server() {
    return TestServers.postgres();
  }
}

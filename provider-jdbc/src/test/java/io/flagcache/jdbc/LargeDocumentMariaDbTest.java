package io.flagcache.jdbc;

import io.flagcache.testservers.database.TestServer;
import io.flagcache.testservers.database.TestServers;

class LargeDocumentMariaDbTest extends LargeDocumentContract {
  @Override
  TestServer server() {
    return TestServers.mariaDb();
  }
}

package io.flagcache.jdbc;

import io.flagcache.jdbc.server.TestServer;
import io.flagcache.jdbc.server.TestServers;

class LargeDocumentMySqlDriverTest extends LargeDocumentContract {
  @Override
  TestServer server() {
    return TestServers.mySqlDriver();
  }
}

package io.flagcache.jdbc;

import io.flagcache.testservers.database.TestServer;
import io.flagcache.testservers.database.TestServers;

class JdbcSettingsH2ServerTest extends JdbcSettingsContract {
  @Override
  TestServer server() {
    return TestServers.h2Server();
  }
}

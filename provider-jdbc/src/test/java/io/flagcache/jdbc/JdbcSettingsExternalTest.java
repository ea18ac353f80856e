package io.flagcache.jdbc;

import io.flagcache.testservers.database.TestServer;
import io.flagcache.testservers.database.TestServers;

class JdbcSettingsExternalTest extends JdbcSettingsContract {
  @Override
  TestServer server() {
    return TestServers.external();
  }
}

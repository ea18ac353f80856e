package io.flagcache.jdbc;

import io.flagcache.testservers.database.TestServer;
import io.flagcache.testservers.database.TestServers;

class JdbcSettingsMariaDbTest extends JdbcSettingsContract {
  @Override
  TestServer server() {
    return TestServers.mariaDb();
  }
}

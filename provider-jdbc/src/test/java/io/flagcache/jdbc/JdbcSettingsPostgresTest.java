package io.flagcache.jdbc;

import io.flagcache.testservers.database.TestServer;
import io.flagcache.testservers.database.TestServers;

class JdbcSettingsPostgresTest extends JdbcSettingsContract {
  @Override
  TestServer server() {
    return TestServers.postgres();
  }
}

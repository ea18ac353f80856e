package io.flagcache.jdbc;

import io.flagcache.testservers.database.TestServer;
import io.flagcache.testservers.database.TestServers;

class JdbcSettingsMySqlDriverTest extends JdbcSettingsContract {
  @Override
  TestServer server() {
    return TestServers.mySqlDriver();
  }
}

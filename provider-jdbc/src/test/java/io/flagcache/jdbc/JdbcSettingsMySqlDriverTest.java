package io.flagcache.jdbc;

import io.flagcache.jdbc.server.TestServer;
import io.flagcache.jdbc.server.TestServers;

class JdbcSettingsMySqlDriverTest extends JdbcSettingsContract {
  @Override
  TestServer server() {
    return TestServers.mySqlDriver();
  }
}

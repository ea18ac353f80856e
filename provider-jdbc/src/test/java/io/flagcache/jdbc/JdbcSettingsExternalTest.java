package io.flagcache.jdbc;

import io.flagcache.jdbc.server.TestServer;
import io.flagcache.jdbc.server.TestServers;

class JdbcSettingsExternalTest extends JdbcSettingsContract {
  @Override
  TestServer server() {
    return TestServers.external();
  }
}

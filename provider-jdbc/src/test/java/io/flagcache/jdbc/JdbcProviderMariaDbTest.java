package io.flagcache.jdbc;

import io.flagcache.testservers.database.TestServer;
import io.flagcache.testservers.database.TestServers;

class JdbcProviderMariaDbTest extends JdbcProviderContract {
  @Override
  TestServer server() {
    return TestServers.mariaDb();
  }
}

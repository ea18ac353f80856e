package io.flagcache.jdbc;

import io.flagcache.testservers.database.TestServer;
import io.flagcache.testservers.database.TestServers;

class JdbcProviderPostgresTest extends JdbcProviderContract {
  @Override
  TestServer server() {
    return TestServers.postgres();
  }
}

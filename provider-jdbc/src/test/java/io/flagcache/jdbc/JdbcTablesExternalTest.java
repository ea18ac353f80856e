package io.flagcache.jdbc;

import io.flagcache.testservers.database.TestServer;
import io.flagcache.testservers.database.TestServers;

class JdbcTablesExternalTest extends JdbcTablesContract {
  @Override
  TestServer server() {
    return TestServers.external();
  }
}

package io.flagcache.jdbc;

import io.flagcache.testservers.database.TestServer;
import io.flagcache.testservers.database.TestServers;

class JdbcMariaDbConformanceTest extends JdbcServerConformance {
  @Override
  TestServer server() {
    return TestServers.mariaDb();
  }
}

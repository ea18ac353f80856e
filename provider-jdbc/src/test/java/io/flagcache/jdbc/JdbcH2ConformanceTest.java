package io.flagcache.jdbc;

import io.flagcache.testservers.database.TestServer;
import io.flagcache.testservers.database.TestServers;

class JdbcH2ConformanceTest extends JdbcServerConformance {
  @Override
  TestServer server() {
    return TestServers.h2Server();
  }
}

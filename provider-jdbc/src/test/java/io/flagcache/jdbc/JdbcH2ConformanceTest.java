package io.flagcache.jdbc;

import io.flagcache.jdbc.server.TestServer;
import io.flagcache.jdbc.server.TestServers;

class JdbcH2ConformanceTest extends JdbcServerConformance {
  @Override
  TestServer server() {
    return TestServers.h2Server();
  }
}

package io.flagcache.jdbc;

import io.flagcache.jdbc.server.TestServer;
import io.flagcache.jdbc.server.TestServers;

class JdbcExternalConformanceTest extends JdbcServerConformance {
  @Override
  TestServer server() {
    return TestServers.external();
  }
}

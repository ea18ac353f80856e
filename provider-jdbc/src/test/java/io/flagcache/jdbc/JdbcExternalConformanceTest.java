package io.flagcache.jdbc;

import io.flagcache.testservers.database.TestServer;
import io.flagcache.testservers.database.TestServers;

class JdbcExternalConformanceTest extends JdbcServerConformance {
  @Override
  TestServer server() {
    return TestServers.external();
  }
}

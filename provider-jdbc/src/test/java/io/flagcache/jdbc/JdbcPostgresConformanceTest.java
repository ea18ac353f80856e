package io.flagcache.jdbc;

import io.flagcache.testservers.database.TestServer;
import io.flagcache.testservers.database.TestServers;

class JdbcPostgresConformanceTest extends JdbcServerConformance {
  @Override
  TestServer server() {
    return TestServers.postgres();
  }
}

package io.flagcache.jdbc;

import io.flagcache.jdbc.server.TestServer;
import io.flagcache.jdbc.server.TestServers;

/** PostgreSQL. */
class JdbcStorePostgresTest extends JdbcStoreContract {
  @Override
  TestServer server() {
    return TestServers.postgres();
  }
}

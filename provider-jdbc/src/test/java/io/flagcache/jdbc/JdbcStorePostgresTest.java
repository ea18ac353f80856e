package io.flagcache.jdbc;

import io.flagcache.testservers.database.TestServer;
import io.flagcache.testservers.database.TestServers;

/** PostgreSQL. */
class JdbcStorePostgresTest extends JdbcStoreContract {
  @Override
  TestServer server() {
    return TestServers.postgres();
  }
}

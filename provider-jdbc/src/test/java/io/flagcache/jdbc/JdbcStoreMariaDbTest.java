package io.flagcache.jdbc;

import io.flagcache.jdbc.server.TestServer;
import io.flagcache.jdbc.server.TestServers;

/** MariaDB, by its own driver. */
class JdbcStoreMariaDbTest extends JdbcStoreContract {
  @Override
  TestServer server() {
    return TestServers.mariaDb();
  }
}

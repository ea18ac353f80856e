package io.flagcache.jdbc;

import io.flagcache.testservers.database.TestServer;
import io.flagcache.testservers.database.TestServers;

/** MariaDB, by its own driver. */
class JdbcStoreMariaDbTest extends JdbcStoreContract {
  @Override
  TestServer server() {
    return TestServers.mariaDb();
  }
}

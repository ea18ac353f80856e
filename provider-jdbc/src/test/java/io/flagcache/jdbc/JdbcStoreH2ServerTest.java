package io.flagcache.jdbc;

import io.flagcache.testservers.database.TestServer;
import io.flagcache.testservers.database.TestServers;

/** H2 as a server. */
class JdbcStoreH2ServerTest extends JdbcStoreContract {
  @Override
  TestServer server() {
    return TestServers.h2Server();
  }
}

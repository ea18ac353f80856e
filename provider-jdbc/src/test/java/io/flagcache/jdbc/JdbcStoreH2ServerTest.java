package io.flagcache.jdbc;

import io.flagcache.jdbc.server.TestServer;
import io.flagcache.jdbc.server.TestServers;

/** H2 as a server. */
class JdbcStoreH2ServerTest extends JdbcStoreContract {
  @Override
  TestServer server() {
    return TestServers.h2Server();
  }
}

package io.flagcache.jdbc;

import io.flagcache.jdbc.server.TestServer;
import io.flagcache.jdbc.server.TestServers;

/** The server that flagcache.test.jdbc.url names. */
class JdbcStoreExternalTest extends JdbcStoreContract {
  @Override
  TestServer server() {
    return TestServers.external();
  }
}

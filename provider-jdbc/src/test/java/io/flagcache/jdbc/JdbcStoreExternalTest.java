package io.flagcache.jdbc;

import io.flagcache.testservers.database.TestServer;
import io.flagcache.testservers.database.TestServers;

/** The server that flagcache.test.jdbc.url names. */
class JdbcStoreExternalTest extends JdbcStoreContract {
  @Override
  TestServer server() {
    return TestServers.external();
  }
}

package io.flagcache.jdbc;

import io.flagcache.testservers.database.TestServer;
import io.flagcache.testservers.database.TestServers;

class JdbcFaultH2ServerTest extends JdbcFaultContract {
  @Override
  TestServer server() {
    return TestServers.h2Server();
  }

  /** H2's driver takes no network time-out from the store. */
  @Override
  String bounded(String url) {
    return url + ";NETWORK_TIMEOUT=1500";
  }

  @Override
  boolean commitIsOneRoundTrip() {
    return false;
  }

  @Override
  boolean endsSilentTransactions() {
    return false;
  }
}

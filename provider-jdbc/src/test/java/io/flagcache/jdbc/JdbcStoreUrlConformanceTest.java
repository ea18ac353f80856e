package io.flagcache.jdbc;

import io.flagcache.conformance.store.FlagCacheStoreConformance;
import io.flagcache.conformance.store.StoreCapability;
import io.flagcache.conformance.store.StoreFixture;
import io.flagcache.core.FlagCacheSettings;
import io.flagcache.core.FlagCacheStore;
import io.flagcache.testservers.TcpRelay;
import io.flagcache.testservers.database.TestServer;
import io.flagcache.testservers.database.TestServers;
import java.util.Set;

/** The kit on stores with a pool of their own, which must not hang when the server does. */
class JdbcStoreUrlConformanceTest extends FlagCacheStoreConformance {

  @Override
  protected StoreFixture fixture() {
    return new Fixture(TestServers.postgres());
  }

  @Override
  protected Set<StoreCapability> capabilities() {
    return Set.of(
        StoreCapability.LAST_LEASE,
        StoreCapability.STORED_STAMP,
        StoreCapability.BACKEND_HANG,
        StoreCapability.BACKEND_OUTAGE,
        StoreCapability.CREDENTIALS);
  }

  private static final class Fixture implements StoreFixture {

    private final TestServer server;
    private final TestTables tables;
    private final TcpRelay relay;

    Fixture(TestServer server) {
      this.server = server;
      this.tables = new TestTables(server);
      this.relay = server.relay();
      tables.store("none", new RecordingDataSource(server::connect)).close();
    }

    @Override
    public FlagCacheStore newStore(FlagCacheSettings settings) {
      return tables.builder().createSchema(false).url(server.url(relay)).openStore(settings);
    }

    @Override
    public void wipe() {
      tables.wipe();
    }

    @Override
    public void hangBackend() {
      server.pause();
    }

    @Override
    public void continueBackend() {
      server.resume();
    }

    @Override
    public void cutBackend() {
      relay.refuse();
    }

    @Override
    public void restoreBackend() {
      relay.listen();
    }

    @Override
    public Set<String> secrets() {
      return Set.of(server.password());
    }

    @Override
    public void close() {
      server.resume();
      relay.close();
      tables.close();
    }
  }
}

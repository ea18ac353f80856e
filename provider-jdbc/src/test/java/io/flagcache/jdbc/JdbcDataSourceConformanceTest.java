package io.flagcache.jdbc;

import io.flagcache.conformance.BackendCost;
import io.flagcache.conformance.Capability;
import io.flagcache.conformance.FlagDefinitionCacheProviderConformance;
import io.flagcache.conformance.ProviderFixture;
import io.flagcache.testservers.database.TestServer;
import io.flagcache.testservers.database.TestServers;
import java.sql.SQLException;
import java.util.Set;

/** The kit with a data source of the user's, on H2 in memory. */
class JdbcDataSourceConformanceTest extends FlagDefinitionCacheProviderConformance {

  @Override
  protected ProviderFixture fixture() {
    return new Fixture(TestServers.h2InMemory());
  }

  @Override
  protected Set<Capability> capabilities() {
    return Set.of(
        Capability.BACKEND_OUTAGE,
        Capability.CORRUPTION,
        Capability.FORGED_ENTRY,
        Capability.LOST_REPLY,
        Capability.COST_COUNTERS,
        Capability.CONNECTION_COUNT,
        Capability.READER_ROLE,
        Capability.HOLD_POLICY,
        Capability.DOCUMENT_LIMIT);
  }

  private static final class Fixture extends JdbcFixture {

    private final RecordingDataSource recording;
    private volatile boolean down;

    Fixture(TestServer server) {
      super(server);
      recording =
          new RecordingDataSource(
              () -> {
                if (down) {
                  throw new SQLException("The database is down", "08001");
                }
                return server.connect();
              });
    }

    @Override
    JdbcFlagCacheBuilder connecting(JdbcFlagCacheBuilder builder) {
      return builder.dataSource(recording);
    }

    @Override
    public void cutBackend() {
      down = true;
    }

    @Override
    public void restoreBackend() {
      down = false;
    }

    @Override
    public void loseNextReply() {
      recording.loseReplyOfNextWrite();
    }

    @Override
    public BackendCost cost() {
      return new BackendCost(recording.statements().size(), recording.payloadBytes());
    }

    @Override
    public int openConnections() {
      return recording.openConnections();
    }
  }
}

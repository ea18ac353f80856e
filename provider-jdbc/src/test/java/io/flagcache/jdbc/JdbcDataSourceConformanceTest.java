package io.flagcache.jdbc;

import io.flagcache.conformance.BackendCost;
import io.flagcache.conformance.Capability;
import io.flagcache.conformance.FlagDefinitionCacheProviderConformance;
import io.flagcache.conformance.ProviderFixture;
import io.flagcache.kitsupport.JudgesOnly;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The kit with a data source of the user's, on H2 in memory.
 *
 * <p>Without a pool of the provider's, outages show otherwise (F2, F3), and every connection is to
 * be given back, also after a shutdown (F4, F6). Replies can be lost and round trips counted here
 * alone (F5, R1, R2). In the memory of the JVM there is no wire between the workers and the
 * database: its locks are waited for on their threads (E1, P2), its sessions have the JVM's time
 * zone (E9), and values and large objects are stored elsewhere (P1, P9). Many workers meet damage,
 * which one data source makes cheap (H1, H2, H4). All statements are those that the H2 server is
 * judged with.
 */
@Execution(ExecutionMode.CONCURRENT)
@JudgesOnly(
    rules = {
      "E1", "E9", "P1", "P2", "P9", "F2", "F3", "F4", "F5", "F6", "H1", "H2", "H4", "R1", "R2", "R3"
    },
    because =
        "a user's data source changes what an outage looks like (F2, F3) and what is to be left"
            + " alone (F4, F6), it alone can lose replies and count (F5, R1, R2, R3), and H2 in memory"
            + " locks, tells the time and stores in the JVM of the workers (E1, E9, P1, P2, P9), and"
            + " one data source is cheap enough for the many workers that meet damage (H1, H2, H4);"
            + " the statements are those of the H2 server")
class JdbcDataSourceConformanceTest extends FlagDefinitionCacheProviderConformance {

  @Override
  protected ProviderFixture fixture() {
    TestDatabase.H2_IN_MEMORY.assumeAvailable();
    return new Fixture();
  }

  @Override
  protected Set<Capability> capabilities() {
    return Set.of(
        Capability.BACKEND_OUTAGE,
        Capability.CORRUPTION,
        Capability.FORGED_ENTRY,
        Capability.STORED_FIELDS,
        Capability.LOST_REPLY,
        Capability.COST_COUNTERS,
        Capability.CONNECTION_COUNT,
        Capability.READER_ROLE,
        Capability.HOLD_POLICY,
        Capability.DOCUMENT_LIMIT);
  }

  private static final class Fixture extends JdbcFixture {

    private final RecordingDataSource recording = new RecordingDataSource(this::connect);
    private volatile boolean down;

    @Override
    SharedDatabase database() {
      return TestDatabase.H2_IN_MEMORY.shared();
    }

    private Connection connect() throws SQLException {
      if (down) {
        throw new SQLException("The database is down", "08001");
      }
      return database().server.connect();
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

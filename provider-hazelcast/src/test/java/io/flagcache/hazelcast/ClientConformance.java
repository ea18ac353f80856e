package io.flagcache.hazelcast;

import com.hazelcast.core.HazelcastInstance;
import io.flagcache.conformance.Capability;
import io.flagcache.conformance.FlagDefinitionCacheProviderConformance;
import io.flagcache.conformance.ProviderFixture;
import io.flagcache.conformance.rule.Disturbance;
import io.flagcache.testservers.TcpRelay;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The kit on a client of three members, through a relay. */
@Execution(ExecutionMode.CONCURRENT)
abstract class ClientConformance extends FlagDefinitionCacheProviderConformance {

  abstract HazelcastLocking locking();

  @Override
  protected final Set<Capability> capabilities() {
    Set<Capability> capabilities =
        EnumSet.of(
            Capability.BACKEND_OUTAGE,
            Capability.BACKEND_HANG,
            Capability.LOST_REPLY,
            Capability.CONNECTION_COUNT,
            Capability.COST_COUNTERS,
            Capability.CORRUPTION,
            Capability.FORGED_ENTRY,
            Capability.READER_ROLE,
            Capability.HOLD_POLICY,
            Capability.DOCUMENT_LIMIT);
    if (locking() == HazelcastLocking.MAP) {
      // The record and who reads it are the same under either lock.
      capabilities.add(Capability.STORED_FIELDS);
    }
    return capabilities;
  }

  @Override
  protected final Map<String, String> waivers() {
    return Map.of("R2", "a map tells no lengths");
  }

  @Override
  protected final ProviderFixture fixture() {
    return new Fixture(locking());
  }

  private static final class Fixture extends HazelcastFixture {

    private @Nullable RelayedClient client;

    Fixture(HazelcastLocking locking) {
      super(locking);
    }

    @Override
    HazelcastInstance open() {
      RelayedClient borrowed = TestClusters.shared().borrow();
      client = borrowed;
      return borrowed.instance();
    }

    @Override
    HazelcastInstance admin() {
      return TestClusters.shared().admin();
    }

    /** Only the members are shared. */
    @Override
    public Set<Disturbance> disturbances() {
      return Set.of(Disturbance.SERVER);
    }

    private TcpRelay relay() {
      return Objects.requireNonNull(client, "there is no worker yet").relay();
    }

    @Override
    public void cutBackend() {
      relay().refuse();
    }

    @Override
    public void restoreBackend() {
      relay().listen();
    }

    @Override
    public void hangBackend() {
      TestClusters.shared().pause();
    }

    @Override
    public void continueBackend() {
      TestClusters.shared().resume();
    }

    @Override
    public void loseNextReply() {
      relay().loseNextReply();
    }

    @Override
    public int openConnections() {
      return relay().connections();
    }

    @Override
    public void close() {
      if (client != null) {
        wipe(); // Members have little memory.
        TestClusters.shared().giveBack(client);
      }
    }
  }
}

package io.flagcache.hazelcast;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.flagcache.conformance.Capability;
import io.flagcache.conformance.FlagDefinitionCacheProviderConformance;
import io.flagcache.conformance.ProviderFixture;
import io.flagcache.conformance.rule.Disturbance;
import io.flagcache.kitsupport.JudgesOnly;
import io.flagcache.testservers.HazelcastCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The kit on a member, which has formed a cluster with two others in this JVM. A member is never
 * cut off from its cluster, but becomes a smaller one, which is for other tests to judge.
 */
@Execution(ExecutionMode.CONCURRENT)
@JudgesOnly(
    rules = {"E1", "E2", "E5", "E6", "E8", "P1", "P2", "P3", "P9", "F4", "R1", "R3"},
    because =
        "a member takes locks and changes records in its own JVM, as the same owner for all its"
            + " workers (E1, E2, E5, E6, E8, P2, P3), hands values over without a client's protocol"
            + " (P1, P9), must be left running (F4), and costs round trips of its own (R1, R3); lock"
            + " and records are those of the clients, whose tests judge everything")
abstract class MemberConformance extends FlagDefinitionCacheProviderConformance {

  private static final int SIZE = 3;

  /** They end with this JVM, which may judge both locks at a time. */
  private static final List<HazelcastInstance> MEMBERS = new ArrayList<>();

  abstract HazelcastLocking locking();

  private static HazelcastInstance member() {
    synchronized (MEMBERS) {
      if (MEMBERS.isEmpty()) {
        String cluster = "members-" + UUID.randomUUID();
        List<String> addresses = new ArrayList<>();
        while (MEMBERS.size() < SIZE) {
          Config config = HazelcastCluster.memberConfig(cluster, addresses);
          addresses.add("127.0.0.1:" + config.getNetworkConfig().getPort());
          config
              .getCPSubsystemConfig()
              .setCPMemberCount(HazelcastCluster.HAS_FENCED_LOCK ? SIZE : 0);
          MEMBERS.add(Hazelcast.newHazelcastInstance(config));
        }
        Awaitility.await()
            .atMost(HazelcastCluster.PATIENCE)
            .until(
                () ->
                    MEMBERS.stream()
                        .allMatch(member -> member.getCluster().getMembers().size() == SIZE));
        TestClusters.useOnce(MEMBERS.get(0));
      }
      return MEMBERS.get(0);
    }
  }

  @Override
  protected final Set<Capability> capabilities() {
    return Set.of(
        Capability.COST_COUNTERS,
        Capability.CORRUPTION,
        Capability.FORGED_ENTRY,
        Capability.READER_ROLE,
        Capability.HOLD_POLICY,
        Capability.DOCUMENT_LIMIT);
  }

  @Override
  protected final ProviderFixture fixture() {
    return new Fixture(locking());
  }

  private static final class Fixture extends HazelcastFixture {

    private boolean opened;

    Fixture(HazelcastLocking locking) {
      super(locking);
    }

    @Override
    HazelcastInstance open() {
      opened = true;
      return member();
    }

    @Override
    HazelcastInstance admin() {
      return member();
    }

    @Override
    public Set<Disturbance> disturbances() {
      return Set.of();
    }

    @Override
    public void close() {
      if (opened) {
        wipe();
      }
    }
  }
}

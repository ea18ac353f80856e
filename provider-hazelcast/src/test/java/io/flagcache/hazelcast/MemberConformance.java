package io.flagcache.hazelcast;

import com.hazelcast.core.HazelcastInstance;
import io.flagcache.conformance.Capability;
import io.flagcache.conformance.FlagDefinitionCacheProviderConformance;
import io.flagcache.conformance.ProviderFixture;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;

/**
 * The kit on a member in this JVM, which has formed a cluster with three others. A member is never
 * cut off from its cluster, but becomes a smaller one, which is for other tests to judge.
 */
abstract class MemberConformance extends FlagDefinitionCacheProviderConformance {

  private static @Nullable HazelcastInstance member;

  abstract HazelcastLocking locking();

  /** Clients of other tests would find it. */
  @AfterAll
  static void leaveTheCluster() {
    if (member != null) {
      member.shutdown();
      member = null;
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
    TestClusters shared = TestClusters.shared();
    HazelcastInstance joined = member;
    if (joined == null) {
      joined = shared.cluster.member();
      member = joined;
    }
    return new HazelcastFixture(joined, joined, locking());
  }
}

package io.flagcache.hazelcast;

import io.flagcache.conformance.Capability;
import io.flagcache.conformance.FlagDefinitionCacheProviderConformance;
import io.flagcache.conformance.ProviderFixture;
import java.util.Set;

/**
 * The kit on a member in this JVM, which has formed a cluster with three others. A member is never
 * cut off from its cluster, but becomes a smaller one, which is for other tests to judge.
 */
abstract class MemberConformance extends FlagDefinitionCacheProviderConformance {

  abstract HazelcastLocking locking();

  @Override
  protected final Set<Capability> capabilities() {
    return Set.of(
        Capability.CORRUPTION,
        Capability.FORGED_ENTRY,
        Capability.READER_ROLE,
        Capability.HOLD_POLICY,
        Capability.DOCUMENT_LIMIT);
  }

  @Override
  protected final ProviderFixture fixture() {
    TestClusters shared = TestClusters.shared();
    return new HazelcastFixture(shared.member(), shared.admin, locking());
  }
}

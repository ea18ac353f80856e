package io.flagcache.hazelcast;

import io.flagcache.conformance.Capability;
import io.flagcache.conformance.FlagDefinitionCacheProviderConformance;
import io.flagcache.conformance.ProviderFixture;
import io.flagcache.testservers.HazelcastCluster;
import java.util.Set;

/** The kit on a client of three members, through relays. */
abstract class ClientConformance extends FlagDefinitionCacheProviderConformance {

  abstract HazelcastLocking locking();

  @Override
  protected final Set<Capability> capabilities() {
    return Set.of(
        Capability.BACKEND_OUTAGE,
        Capability.BACKEND_HANG,
        Capability.LOST_REPLY,
        Capability.CONNECTION_COUNT,
        Capability.CORRUPTION,
        Capability.FORGED_ENTRY,
        Capability.READER_ROLE,
        Capability.HOLD_POLICY,
        Capability.DOCUMENT_LIMIT);
  }

  @Override
  protected final ProviderFixture fixture() {
    return new Fixture(TestClusters.shared(), locking());
  }

  private static final class Fixture extends HazelcastFixture {

    private final TestClusters shared;
    private final HazelcastCluster cluster;

    Fixture(TestClusters shared, HazelcastLocking locking) {
      super(shared.workers, shared.admin, locking);
      this.shared = shared;
      this.cluster = shared.cluster;
    }

    @Override
    public void cutBackend() {
      cluster.refuseClients();
    }

    @Override
    public void restoreBackend() {
      cluster.letClientsIn();
    }

    @Override
    public void hangBackend() {
      cluster.pause();
    }

    @Override
    public void continueBackend() {
      cluster.resume();
    }

    @Override
    public void loseNextReply() {
      shared.relayOfWorkers().loseNextReply();
    }

    @Override
    public int openConnections() {
      return cluster.members().stream().mapToInt(member -> member.relay().connections()).sum();
    }

    @Override
    public void close() {
      shared.heal();
    }
  }
}

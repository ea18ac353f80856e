package io.flagcache.hazelcast;

import io.flagcache.conformance.Capability;
import io.flagcache.conformance.FlagDefinitionCacheProviderConformance;
import io.flagcache.conformance.ProviderFixture;
import io.flagcache.testservers.TcpRelay;
import java.util.Set;

/** The kit on a client of three members, through a relay. */
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

    private final TestCluster cluster;
    private final TcpRelay relay;

    Fixture(TestClusters shared, HazelcastLocking locking) {
      super(shared.relayed, shared.admin, locking);
      this.cluster = shared.cluster;
      this.relay = shared.relay;
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
    public void hangBackend() {
      cluster.pause();
    }

    @Override
    public void continueBackend() {
      cluster.resume();
    }

    @Override
    public void loseNextReply() {
      relay.loseNextReply();
    }

    @Override
    public int openConnections() {
      return relay.connections();
    }

    @Override
    public void close() {
      relay.listen();
      cluster.resume();
    }
  }
}

package io.flagcache.hazelcast;

import com.hazelcast.core.HazelcastInstance;
import io.flagcache.conformance.store.FlagCacheStoreConformance;
import io.flagcache.conformance.store.StoreCapability;
import io.flagcache.conformance.store.StoreFixture;
import io.flagcache.core.FlagCacheSettings;
import io.flagcache.core.FlagCacheStore;
import io.flagcache.testservers.TcpRelay;
import java.util.EnumSet;
import java.util.Set;

/** The kit on stores that share a client of three members, through relays. */
abstract class StoreConformance extends FlagCacheStoreConformance {

  abstract HazelcastLocking locking();

  @Override
  protected final Set<StoreCapability> capabilities() {
    // Hazelcast's open clients have no credentials.
    return EnumSet.complementOf(EnumSet.of(StoreCapability.CREDENTIALS));
  }

  @Override
  protected final StoreFixture fixture() {
    return new Fixture(TestClusters.shared(), locking());
  }

  private static final class Fixture implements StoreFixture {

    private final TestClusters shared;
    private final HazelcastLocking locking;
    private final InterceptedInstance intercepted;
    private final HazelcastInstance workers;

    Fixture(TestClusters shared, HazelcastLocking locking) {
      this.shared = shared;
      this.locking = locking;
      this.intercepted = new InterceptedInstance(shared.workers);
      this.workers = intercepted.instance();
    }

    @Override
    public FlagCacheStore newStore(FlagCacheSettings settings) {
      return HazelcastFlagCache.builder().instance(workers).locking(locking).openStore(settings);
    }

    @Override
    public void wipe() {
      shared.admin.getMap("flagcache").clear();
    }

    @Override
    public void beforeNextWrite(Runnable action) {
      intercepted.beforeNextWrite(action);
    }

    @Override
    public void loseNextReply() {
      TcpRelay relay = shared.relayOfWorkers();
      intercepted.beforeNextWrite(relay::loseNextReply);
    }

    @Override
    public void hangBackend() {
      shared.cluster.pause();
    }

    @Override
    public void continueBackend() {
      shared.cluster.resume();
    }

    @Override
    public void cutBackend() {
      shared.cluster.refuseClients();
    }

    @Override
    public void restoreBackend() {
      shared.cluster.letClientsIn();
    }

    @Override
    public void close() {
      shared.heal();
    }
  }
}

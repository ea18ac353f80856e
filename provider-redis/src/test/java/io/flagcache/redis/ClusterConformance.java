package io.flagcache.redis;

import io.flagcache.conformance.Capability;
import io.flagcache.conformance.ProviderFixture;
import io.flagcache.testservers.RedisCluster;
import io.flagcache.testservers.RedisServer;
import java.util.Set;

/** The kit on a cluster. */
abstract class ClusterConformance extends RedisConformance {

  @Override
  Set<Capability> furtherCapabilities() {
    return Set.of(Capability.BACKEND_HANG);
  }

  @Override
  protected final ProviderFixture fixture() {
    return new Fixture(layout());
  }

  private static final class Fixture extends RedisFixture {

    private final RedisCluster cluster = RedisTestServers.cluster();

    Fixture(RedisLayout layout) {
      super(layout);
    }

    @Override
    RedisFlagCacheBuilder connecting(RedisFlagCacheBuilder builder) {
      return builder
          .url("redis+cluster://" + cluster.addresses())
          .password(RedisTestServers.PASSWORD);
    }

    @Override
    RedisServer serverOf(String key) {
      return cluster.nodeFor(key);
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
    public void wipe() {
      cluster.flushAll();
    }

    @Override
    public void close() {
      cluster.resume();
    }
  }
}

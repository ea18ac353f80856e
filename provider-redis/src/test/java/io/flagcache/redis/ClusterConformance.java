package io.flagcache.redis;

import io.flagcache.conformance.Capability;
import io.flagcache.conformance.ProviderFixture;
import io.flagcache.conformance.rule.Disturbance;
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

    Fixture(RedisLayout layout) {
      super(layout);
    }

    @Override
    public Set<Disturbance> disturbances() {
      return Set.of(Disturbance.SERVER, Disturbance.CONNECTIONS);
    }

    @Override
    RedisFlagCacheBuilder connecting(RedisFlagCacheBuilder builder) {
      return builder
          .url("redis+cluster://" + RedisTestServers.cluster().addresses())
          .password(RedisTestServers.PASSWORD);
    }

    @Override
    RedisServer serverOf(String key) {
      return RedisTestServers.cluster().nodeFor(key);
    }

    @Override
    public void hangBackend() {
      RedisTestServers.cluster().pause();
    }

    @Override
    public void continueBackend() {
      RedisTestServers.cluster().resume();
    }
  }
}

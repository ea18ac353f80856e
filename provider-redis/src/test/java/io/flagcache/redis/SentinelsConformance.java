package io.flagcache.redis;

import io.flagcache.conformance.Capability;
import io.flagcache.conformance.ProviderFixture;
import io.flagcache.conformance.rule.Disturbance;
import io.flagcache.testservers.RedisServer;
import java.util.Set;

/** The kit on a server with replicas behind RedisTestServers.sentinels(). */
abstract class SentinelsConformance extends RedisConformance {

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
          .url(
              "redis+sentinel://"
                  + RedisTestServers.sentinels().addresses()
                  + "/"
                  + RedisTestServers.sentinels().masterName())
          .password(RedisTestServers.PASSWORD);
    }

    @Override
    RedisServer serverOf(String key) {
      return RedisTestServers.sentinels().master();
    }

    @Override
    public void hangBackend() {
      RedisTestServers.sentinels().pause();
    }

    @Override
    public void continueBackend() {
      RedisTestServers.sentinels().resume();
    }
  }
}

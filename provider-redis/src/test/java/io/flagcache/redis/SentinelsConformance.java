package io.flagcache.redis;

import io.flagcache.conformance.Capability;
import io.flagcache.conformance.ProviderFixture;
import io.flagcache.testservers.RedisSentinels;
import io.flagcache.testservers.RedisServer;
import java.util.Set;

/** The kit on a server with replicas behind sentinels. */
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

    private final RedisSentinels sentinels = RedisTestServers.sentinels();

    Fixture(RedisLayout layout) {
      super(layout);
    }

    @Override
    RedisFlagCacheBuilder connecting(RedisFlagCacheBuilder builder) {
      return builder
          .url("redis+sentinel://" + sentinels.addresses() + "/" + sentinels.masterName())
          .password(RedisTestServers.PASSWORD);
    }

    @Override
    RedisServer serverOf(String key) {
      return sentinels.master();
    }

    @Override
    public void hangBackend() {
      sentinels.pause();
    }

    @Override
    public void continueBackend() {
      sentinels.resume();
    }

    @Override
    public void wipe() {
      sentinels.master().command("FLUSHALL");
    }

    @Override
    public void close() {
      sentinels.resume();
    }
  }
}

package io.flagcache.redis;

import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.conformance.Capability;
import io.flagcache.conformance.ProviderFixture;
import io.flagcache.conformance.WorkerSettings;
import io.flagcache.testservers.RedisServer;
import io.flagcache.testservers.SkewedWorkers;
import io.flagcache.testservers.TcpRelay;
import java.util.Set;

/** The kit on one server, to which the workers connect through a relay. */
abstract class SingleServerConformance extends RedisConformance {

  @Override
  Set<Capability> furtherCapabilities() {
    return Set.of(
        Capability.BACKEND_OUTAGE,
        Capability.BACKEND_HANG,
        Capability.LOST_REPLY,
        Capability.CLOCK_SKEW,
        Capability.CONNECTION_COUNT);
  }

  @Override
  protected final ProviderFixture fixture() {
    return new Fixture(layout());
  }

  private static final class Fixture extends RedisFixture {

    private final RedisServer server = RedisTestServers.server();
    private final TcpRelay relay = new TcpRelay("127.0.0.1", server.port());

    Fixture(RedisLayout layout) {
      super(layout);
    }

    @Override
    public FlagDefinitionCacheProvider newWorker(WorkerSettings settings) {
      return settings.clockSkew().isZero()
          ? super.newWorker(settings)
          : SkewedWorkers.create(
              "redis://:%s@localhost:%d?layout=%s"
                  .formatted(RedisTestServers.PASSWORD, relay.port(), layout()),
              settings);
    }

    @Override
    RedisFlagCacheBuilder connecting(RedisFlagCacheBuilder builder) {
      return builder.url("redis://localhost:" + relay.port()).password(RedisTestServers.PASSWORD);
    }

    @Override
    RedisServer serverOf(String key) {
      return server;
    }

    @Override
    public void wipe() {
      server.command("FLUSHALL");
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
      server.pause();
    }

    @Override
    public void continueBackend() {
      server.resume();
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
      server.resume();
      relay.close();
    }
  }
}

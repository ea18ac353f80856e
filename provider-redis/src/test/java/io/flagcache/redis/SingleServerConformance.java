package io.flagcache.redis;

import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.conformance.Capability;
import io.flagcache.conformance.ProviderFixture;
import io.flagcache.conformance.WorkerSettings;
import io.flagcache.conformance.rule.Disturbance;
import io.flagcache.kitsupport.SkewedWorkers;
import io.flagcache.testservers.Lazy;
import io.flagcache.testservers.RedisServer;
import io.flagcache.testservers.TcpRelay;
import java.util.Set;

/** The kit on one server for each test, to which the workers connect through a relay. */
abstract class SingleServerConformance extends RedisConformance {

  @Override
  Set<Capability> furtherCapabilities() {
    return Set.of(
        Capability.BACKEND_OUTAGE,
        Capability.BACKEND_HANG,
        Capability.LOST_REPLY,
        Capability.CLOCK_SKEW,
        Capability.OTHER_PROCESS,
        Capability.CONNECTION_COUNT);
  }

  @Override
  protected final ProviderFixture fixture() {
    return new Fixture(layout());
  }

  private record Backend(RedisServer server, TcpRelay relay) {
    static Backend open() {
      RedisServer server = RedisTestServers.borrow();
      return new Backend(server, new TcpRelay("127.0.0.1", server.port()));
    }

    void close() {
      relay.close();
      RedisTestServers.giveBack(server);
    }
  }

  private static final class Fixture extends RedisFixture {

    // By the first worker: until then another test may be counting threads.
    private final Lazy<Backend> backend = new Lazy<>(Backend::open);

    Fixture(RedisLayout layout) {
      super(layout);
    }

    @Override
    public Set<Disturbance> disturbances() {
      return Set.of();
    }

    private TcpRelay relay() {
      return backend.get().relay();
    }

    private RedisServer server() {
      return backend.get().server();
    }

    @Override
    public FlagDefinitionCacheProvider newWorker(WorkerSettings settings) {
      return settings.clockSkew().isZero()
          ? super.newWorker(settings)
          : newWorkerOfAnotherProcess(settings);
    }

    @Override
    public FlagDefinitionCacheProvider newWorkerOfAnotherProcess(WorkerSettings settings) {
      return SkewedWorkers.create(
          "redis://:%s@localhost:%d?layout=%s"
              .formatted(RedisTestServers.PASSWORD, relay().port(), layout()),
          settings);
    }

    @Override
    RedisFlagCacheBuilder connecting(RedisFlagCacheBuilder builder) {
      return builder.url("redis://localhost:" + relay().port()).password(RedisTestServers.PASSWORD);
    }

    @Override
    RedisServer serverOf(String key) {
      return server();
    }

    @Override
    public void wipe() {
      server().command("FLUSHALL");
    }

    @Override
    public void cutBackend() {
      relay().refuse();
    }

    @Override
    public void restoreBackend() {
      relay().listen();
    }

    @Override
    public void hangBackend() {
      server().pause();
    }

    @Override
    public void continueBackend() {
      server().resume();
    }

    @Override
    public void loseNextReply() {
      relay().loseNextReply();
    }

    @Override
    public int openConnections() {
      return relay().connections();
    }

    @Override
    public void close() {
      backend.ifOpened().ifPresent(Backend::close);
    }
  }
}

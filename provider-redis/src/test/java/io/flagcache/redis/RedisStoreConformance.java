package io.flagcache.redis;

import io.flagcache.conformance.StoredFields;
import io.flagcache.conformance.rule.Disturbance;
import io.flagcache.conformance.store.FlagCacheStoreConformance;
import io.flagcache.conformance.store.StoreFixture;
import io.flagcache.core.FlagCacheSettings;
import io.flagcache.core.store.FlagCacheStore;
import io.flagcache.testservers.Lazy;
import io.flagcache.testservers.RedisServer;
import io.flagcache.testservers.TcpRelay;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;

/** The kit on stores that share one client for each test, which is connected through a relay. */
@Execution(ExecutionMode.CONCURRENT)
abstract class RedisStoreConformance extends FlagCacheStoreConformance {

  private static final Queue<Backend> IDLE = new ConcurrentLinkedQueue<>();

  abstract RedisLayout layout();

  @AfterAll
  static void disconnect() {
    for (Backend idle = IDLE.poll(); idle != null; idle = IDLE.poll()) {
      idle.close();
    }
  }

  /** Used by one test at a time, and by many after each other: a client is costly to make. */
  private static final class Backend {
    final RedisServer server = RedisTestServers.borrow();
    final TcpRelay relay = new TcpRelay("127.0.0.1", server.port());
    final RedissonClient client;

    Backend() {
      Config config = new Config();
      config
          .useSingleServer()
          .setAddress("redis://localhost:" + relay.port())
          .setPassword(RedisTestServers.PASSWORD)
          .setConnectionMinimumIdleSize(4)
          .setConnectionPoolSize(12);
      client = Redisson.create(config);
    }

    static Backend take() {
      Backend idle = IDLE.poll();
      return idle == null ? new Backend() : idle;
    }

    void giveBack() {
      server.resume();
      relay.listen();
      server.command("FLUSHALL");
      IDLE.add(this);
    }

    void close() {
      client.shutdown();
      relay.close();
      RedisTestServers.giveBack(server);
    }
  }

  @Override
  protected final StoreFixture fixture() {
    return new Fixture();
  }

  private final class Fixture implements StoreFixture {

    // By the first store: until then another test may be counting threads.
    private final Lazy<Backend> backend = new Lazy<>(Backend::take);

    @Override
    public Set<Disturbance> disturbances() {
      return Set.of();
    }

    private TcpRelay relay() {
      return backend.get().relay;
    }

    private RedisServer server() {
      return backend.get().server;
    }

    @Override
    public FlagCacheStore newStore(FlagCacheSettings settings) {
      return RedisFlagCache.builder()
          .client(backend.get().client)
          .layout(layout())
          .openStore(settings);
    }

    @Override
    public void wipe() {
      server().command("FLUSHALL");
    }

    @Override
    public boolean forgeEpoch(String serviceKey, EpochField field, String epoch) {
      String key =
          "flagcache:{" + serviceKey + "}:" + (field == EpochField.LEASE ? "epoch" : "entry");
      if (epoch.isEmpty()) {
        server().command("HDEL", key, "epoch");
      } else {
        server().command("HSET", key, "epoch", epoch);
      }
      return true;
    }

    @Override
    public StoredFields storedFields() {
      return new RedisStoredFields(layout(), key -> server(), key -> key);
    }

    @Override
    public void loseNextReply() {
      relay().loseNextReply();
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
    public void cutBackend() {
      relay().refuse();
    }

    @Override
    public void restoreBackend() {
      relay().listen();
    }

    @Override
    public Set<String> secrets() {
      return Set.of(RedisTestServers.PASSWORD);
    }

    @Override
    public void close() {
      backend.ifOpened().ifPresent(Backend::giveBack);
    }
  }
}

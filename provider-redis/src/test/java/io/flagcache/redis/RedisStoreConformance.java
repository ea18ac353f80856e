package io.flagcache.redis;

import io.flagcache.conformance.store.FlagCacheStoreConformance;
import io.flagcache.conformance.store.StoreFixture;
import io.flagcache.core.FlagCacheSettings;
import io.flagcache.core.FlagCacheStore;
import io.flagcache.testservers.RedisServer;
import io.flagcache.testservers.TcpRelay;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;

/** The kit on stores that share one client, which is connected through a relay. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class RedisStoreConformance extends FlagCacheStoreConformance {

  private RedisServer server;
  private TcpRelay relay;
  private RedissonClient client;

  abstract RedisLayout layout();

  @BeforeAll
  final void connect() {
    server = RedisTestServers.server();
    relay = new TcpRelay("127.0.0.1", server.port());
    Config config = new Config();
    config
        .useSingleServer()
        .setAddress("redis://localhost:" + relay.port())
        .setPassword(RedisTestServers.PASSWORD)
        .setConnectionMinimumIdleSize(4)
        .setConnectionPoolSize(12);
    client = Redisson.create(config);
  }

  @AfterAll
  final void disconnect() {
    if (client != null) {
      client.shutdown();
      relay.close();
    }
  }

  @Override
  protected final StoreFixture fixture() {
    return new Fixture();
  }

  private final class Fixture implements StoreFixture {

    @Override
    public FlagCacheStore newStore(FlagCacheSettings settings) {
      return RedisFlagCache.builder().client(client).layout(layout()).openStore(settings);
    }

    @Override
    public void wipe() {
      server.command("FLUSHALL");
    }

    @Override
    public void loseNextReply() {
      relay.loseNextReply();
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
    public void cutBackend() {
      relay.refuse();
    }

    @Override
    public void restoreBackend() {
      relay.listen();
    }

    @Override
    public Set<String> secrets() {
      return Set.of(RedisTestServers.PASSWORD);
    }

    @Override
    public void close() {
      // Server, relay and client are the test class's.
    }
  }
}

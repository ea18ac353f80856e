package io.flagcache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.conformance.Capability;
import io.flagcache.conformance.FlagDefinitionCacheProviderConformance;
import io.flagcache.conformance.ProviderFixture;
import io.flagcache.testservers.RedisServer;
import java.util.Set;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;
import org.redisson.config.NameMapper;

/**
 * The kit on one client of the application's for all workers, with Redisson's defaults and names of
 * its own.
 */
class RedisOneClientConformanceTest extends FlagDefinitionCacheProviderConformance {

  @Override
  protected Set<Capability> capabilities() {
    return Set.of(Capability.READER_ROLE, Capability.HOLD_POLICY, Capability.DOCUMENT_LIMIT);
  }

  @Override
  protected ProviderFixture fixture() {
    return new Fixture(RedisTestServers.server());
  }

  private static final class Fixture extends RedisFixture {

    private final RedisServer server;
    private final RedissonClient client;

    Fixture(RedisServer server) {
      super(RedisLayout.FLAGCACHE);
      this.server = server;
      Config config = new Config();
      config
          .useSingleServer()
          .setAddress("redis://" + server.address())
          .setPassword(RedisTestServers.PASSWORD)
          .setConnectionMinimumIdleSize(2)
          .setNameMapper(new Prefix());
      client = Redisson.create(config);
    }

    private record Prefix() implements NameMapper {
      @Override
      public String map(String name) {
        return "app:" + name;
      }

      @Override
      public String unmap(String name) {
        return name.substring(4);
      }
    }

    @Override
    RedisFlagCacheBuilder connecting(RedisFlagCacheBuilder builder) {
      return builder.client(client);
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
    public void close() {
      assertThat(client.isShutdown()).as("the application's client was closed").isFalse();
      client.getKeys().getKeys().forEach(key -> assertThat(key).startsWith("flagcache:{"));
      client.shutdown();
    }
  }
}

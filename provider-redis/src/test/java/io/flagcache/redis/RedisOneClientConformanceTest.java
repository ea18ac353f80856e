package io.flagcache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.conformance.Capability;
import io.flagcache.conformance.FlagDefinitionCacheProviderConformance;
import io.flagcache.conformance.ProviderFixture;
import io.flagcache.conformance.rule.Disturbance;
import io.flagcache.kitsupport.JudgesOnly;
import io.flagcache.testservers.Lazy;
import io.flagcache.testservers.RedisServer;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;
import org.redisson.config.NameMapper;

/**
 * The kit on one client of the application's for all workers, with Redisson's defaults and names of
 * its own.
 */
@Execution(ExecutionMode.CONCURRENT)
@JudgesOnly(
    rules = {"E1", "E2", "E5", "E6", "E8", "P1", "P9", "C3", "F4", "F6", "H1", "H2", "H4", "I1"},
    because =
        "one client for all workers can mix up whose lease it is (E1, E2, E5, E6, E8), has a codec,"
            + " time-outs and names of its own (P1, P9, C3, I1), and must be left open, with"
            + " nothing left in it (F4, F6), and is cheap enough for the many workers that meet"
            + " damage (H1, H2, H4); the server and the scripts are those of one server")
class RedisOneClientConformanceTest extends FlagDefinitionCacheProviderConformance {

  private static final Lazy<Application> APPLICATION = new Lazy<>(Application::new);

  @AfterAll
  static void close() {
    APPLICATION.ifOpened().ifPresent(Application::close);
  }

  @Override
  protected Set<Capability> capabilities() {
    return Set.of(
        Capability.STORED_FIELDS,
        Capability.READER_ROLE,
        Capability.HOLD_POLICY,
        Capability.DOCUMENT_LIMIT);
  }

  @Override
  protected ProviderFixture fixture() {
    return new Fixture();
  }

  private static final class Application {
    final RedisServer server = RedisTestServers.borrow();
    final RedissonClient client;

    Application() {
      Config config = new Config();
      config
          .useSingleServer()
          .setAddress("redis://" + server.address())
          .setPassword(RedisTestServers.PASSWORD)
          .setConnectionMinimumIdleSize(2)
          .setNameMapper(new Prefix());
      client = Redisson.create(config);
    }

    void close() {
      client.shutdown();
      RedisTestServers.giveBack(server);
    }
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

  private static final class Fixture extends RedisFixture {

    Fixture() {
      super(RedisLayout.FLAGCACHE);
    }

    @Override
    public Set<Disturbance> disturbances() {
      return Set.of();
    }

    @Override
    RedisFlagCacheBuilder connecting(RedisFlagCacheBuilder builder) {
      return builder.client(APPLICATION.get().client);
    }

    @Override
    RedisServer serverOf(String key) {
      return APPLICATION.get().server;
    }

    @Override
    String nameOf(String key) {
      return "app:" + key;
    }

    @Override
    public void close() {
      RedissonClient client = APPLICATION.get().client;
      assertThat(client.isShutdown()).as("the application's client was closed").isFalse();
      client.getKeys().getKeys().forEach(key -> assertThat(key).startsWith("flagcache:{"));
    }
  }
}

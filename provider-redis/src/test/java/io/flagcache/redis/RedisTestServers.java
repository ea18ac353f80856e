package io.flagcache.redis;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flagcache.testservers.RedisCluster;
import io.flagcache.testservers.RedisSentinels;
import io.flagcache.testservers.RedisServer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The servers that tests share, each started when a test first asks for it. */
final class RedisTestServers {

  static final String PASSWORD = "correct-horse-battery";

  private static @Nullable RedisServer server;
  private static @Nullable RedisSentinels sentinels;
  private static @Nullable RedisCluster cluster;

  private RedisTestServers() {}

  static synchronized RedisServer server() {
    RedisServer started = server;
    if (started == null) {
      started = started(() -> RedisServer.startWithPassword(PASSWORD));
      server = started;
    }
    return started;
  }

  static synchronized RedisSentinels sentinels() {
    RedisSentinels started = sentinels;
    if (started == null) {
      started = started(() -> new RedisSentinels(PASSWORD));
      sentinels = started;
    }
    return started;
  }

  static synchronized RedisCluster cluster() {
    RedisCluster started = cluster;
    if (started == null) {
      started = started(() -> new RedisCluster(false, PASSWORD));
      cluster = started;
    }
    return started;
  }

  /** A server of the test's own, or a visible skip where there is no binary. */
  static <T> T started(Supplier<T> start) {
    assumeTrue(RedisServer.isAvailable(), "There is no redis-server for this machine");
    return start.get();
  }
}

package io.flagcache.redis;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.testservers.Lazy;
import io.flagcache.testservers.RedisCluster;
import io.flagcache.testservers.RedisSentinels;
import io.flagcache.testservers.RedisServer;
import io.flagcache.testservers.Workers;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** The servers that tests share, each started when a test first asks for it. */
final class RedisTestServers {

  static final String PASSWORD = "correct-horse-battery";

  private static final Lazy<RedisSentinels> SENTINELS =
      new Lazy<>(() -> started(() -> new RedisSentinels(PASSWORD)));
  private static final Lazy<RedisCluster> CLUSTER =
      new Lazy<>(() -> started(() -> new RedisCluster(false, PASSWORD)));
  private static final Queue<RedisServer> IDLE = new ConcurrentLinkedQueue<>();
  private static final Lazy<Boolean> CLASSES = new Lazy<>(RedisTestServers::loadClasses);

  private RedisTestServers() {}

  static RedisSentinels sentinels() {
    return SENTINELS.get();
  }

  static RedisCluster cluster() {
    return CLUSTER.get();
  }

  /** An empty server that nobody else uses until it is given back. */
  static RedisServer borrow() {
    RedisServer idle = IDLE.poll();
    return idle == null ? started(() -> RedisServer.startWithPassword(PASSWORD)) : idle;
  }

  /** Does nothing for a test that got none. */
  static void giveBack(@Nullable RedisServer borrowed) {
    if (borrowed == null) {
      return;
    }
    borrowed.resume();
    borrowed.command("FLUSHALL");
    IDLE.add(borrowed);
  }

  /** A server of the test's own, or a visible skip where there is no binary. */
  static <T> T started(Supplier<T> start) {
    assumeTrue(RedisServer.isAvailable(), "There is no redis-server for this machine");
    CLASSES.get();
    return start.get();
  }

  /** Uses Redisson for the first time, which takes a slow machine longer than any deadline. */
  private static boolean loadClasses() {
    try (RedisServer server = RedisServer.start()) {
      for (RedisLayout layout : RedisLayout.values()) {
        FlagDefinitionCacheProvider first =
            TestStores.patient().url(server.url()).layout(layout).build();
        Awaitility.await()
            .atMost(Duration.ofMinutes(2))
            .ignoreExceptions()
            .until(() -> first.shouldFetchFlagDefinitions().toCompletableFuture().join());
        Workers.shutDown(first);
      }
    }
    return true;
  }
}

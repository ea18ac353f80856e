package io.flagcache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.kitsupport.TakesTurns;
import io.flagcache.testservers.RedisServer;
import io.flagcache.testservers.Workers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a poll costs, as the server itself counts it. */
@ExtendWith(TakesTurns.class)
@Execution(ExecutionMode.CONCURRENT)
class RedisWireTest {

  private static final int POLLS = 20;

  @ParameterizedTest
  @EnumSource(RedisLayout.class)
  void followersPollIsOneCommandAndLessThanAKilobyteBothWays(RedisLayout layout) {
    RedisServer server = RedisTestServers.started(() -> RedisServer.start());
    FlagDefinitionCacheProvider leader = worker(server, layout);
    FlagDefinitionCacheProvider follower = worker(server, layout);
    try (server) {
      assertThat(polls(leader)).isTrue();
      Workers.patiently(() -> leader.onFlagDefinitionsReceived(megabyte()));
      assertThat(polls(follower)).isFalse();
      FlagDefinitionCacheData first = reads(follower);
      polls(follower);
      long before = traffic(server);
      long answer = traffic(server) - before;
      long commands = scripts(server);
      before = traffic(server);

      for (int i = 0; i < POLLS; i++) {
        assertThat(polls(follower)).isFalse();
        assertThat(reads(follower)).isSameAs(first);
      }

      assertThat((traffic(server) - before - answer) / POLLS).isBetween(100L, 1024L);
      assertThat(scripts(server) - commands).isEqualTo(POLLS);
      Workers.shutDown(leader);
      Workers.shutDown(follower);
    }
  }

  /** All bytes in both directions, with those of the last such question. */
  private static long traffic(RedisServer server) {
    String info = String.valueOf(server.command("INFO", "stats"));
    return value(info, "total_net_input_bytes:") + value(info, "total_net_output_bytes:");
  }

  private static long scripts(RedisServer server) {
    String info = String.valueOf(server.command("INFO", "commandstats"));
    return value(info, "cmdstat_evalsha:calls=") + value(info, "cmdstat_eval:calls=");
  }

  private static long value(String info, String name) {
    return info.lines()
        .filter(line -> line.startsWith(name))
        .mapToLong(line -> Long.parseLong(line.substring(name.length()).split(",", 2)[0]))
        .sum();
  }

  private static FlagDefinitionCacheProvider worker(RedisServer server, RedisLayout layout) {
    return TestStores.patient()
        .url(server.url())
        .layout(layout)
        .pollInterval(Duration.ofSeconds(30))
        .build();
  }

  private static boolean polls(FlagDefinitionCacheProvider worker) {
    return worker.shouldFetchFlagDefinitions().toCompletableFuture().join();
  }

  private static FlagDefinitionCacheData reads(FlagDefinitionCacheProvider worker) {
    return worker.getFlagDefinitions().toCompletableFuture().join().orElseThrow();
  }

  /** A megabyte that does not compress well. */
  private static FlagDefinitionCacheData megabyte() {
    Random random = new Random(1);
    StringBuilder text = new StringBuilder();
    while (text.length() < 1_000_000) {
      text.append(Long.toString(random.nextLong(), 36));
    }
    return FlagDefinitionCacheData.of(
        Map.of("flags", List.of(Map.of("key", text.toString())), "cohorts", Map.of()));
  }
}

package io.flagcache.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flagcache.benchmarks.backend.Backend;
import io.flagcache.benchmarks.backend.BenchmarkServer;
import io.flagcache.benchmarks.report.Results.Time;
import io.flagcache.benchmarks.report.Results.Traffic;
import io.flagcache.benchmarks.worker.Contender;
import io.flagcache.benchmarks.worker.Operation;
import io.flagcache.testservers.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The smallest runs, on one Redis. */
class RedisRunTest {

  private static final int DOCUMENT_BYTES = 10_000;

  private static BenchmarkServer server;

  @BeforeAll
  static void start() {
    assumeTrue(RedisServer.isAvailable(), "There is no Redis for this platform");
    server = BenchmarkServer.start(Backend.REDIS);
  }

  @Test
  void timesAreThoseOfTheClientsProcess() {
    List<String> lines = new ArrayList<>();
    List<Time> times = new Times(plan(EnumSet.of(Contender.CLIENT)), lines::add).measure(server);
    assertThat(times)
        .singleElement()
        .satisfies(
            time -> {
              assertThat(time.operation()).isEqualTo(Operation.SMALL_REQUEST);
              assertThat(time.micros()).isPositive();
              assertThat(time.cpuMicros()).isPositive();
              assertThat(time.allocatedBytes()).isPositive();
            });
    assertThat(lines).hasSize(1);
  }

  @Test
  void followersPollIsOneRoundTripAndTheExamplesMovesTheDocument() throws Exception {
    List<Traffic> traffic =
        TrafficCount.of(server, plan(EnumSet.of(Contender.FLAGCACHE, Contender.EXAMPLE)));
    Traffic poll = of(traffic, Contender.FLAGCACHE, Operation.FOLLOWER_POLL);
    assertThat(poll.roundTrips()).isEqualTo(1);
    assertThat(poll.bytes()).isLessThan(1_000);
    Traffic examples = of(traffic, Contender.EXAMPLE, Operation.FOLLOWER_POLL);
    assertThat(examples.roundTrips()).isEqualTo(2);
    assertThat(examples.bytes()).isGreaterThan(DOCUMENT_BYTES);
    assertThat(of(traffic, Contender.FLAGCACHE, Operation.CHANGED_POLL).bytes())
        .isBetween(1_000.0, (double) DOCUMENT_BYTES);
  }

  private static Traffic of(List<Traffic> all, Contender contender, Operation operation) {
    return all.stream()
        .filter(each -> each.contender() == contender && each.operation() == operation)
        .findFirst()
        .orElseThrow();
  }

  private static Plan plan(Set<Contender> contenders) {
    return new Plan(
        "test",
        List.of(DOCUMENT_BYTES),
        contenders,
        EnumSet.allOf(Operation.class),
        1,
        1,
        Duration.ofMillis(100),
        List.of(),
        List.of(),
        1);
  }
}

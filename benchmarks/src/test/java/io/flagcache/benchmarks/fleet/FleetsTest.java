package io.flagcache.benchmarks.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flagcache.benchmarks.backend.Backend;
import io.flagcache.benchmarks.backend.BenchmarkServer;
import io.flagcache.benchmarks.report.Results.MeasuredFleet;
import io.flagcache.benchmarks.report.Results.SimulatedFleet;
import io.flagcache.testservers.RedisServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FleetsTest {

  @Test
  void simulatedFleetAsksApiOnceAndBackendForEachWorker() throws Exception {
    SimulatedFleet fleet = SimulatedFleets.simulate(5, Duration.ofMinutes(10));
    assertThat(fleet.polls()).isEqualTo(20);
    assertThat(fleet.requestsToApi()).isBetween(19L, 25L);
    assertThat(fleet.requestsToApiWithoutCache()).isBetween(95L, 105L);
    assertThat(fleet.leaderPolls()).isBetween(19L, 21L);
    assertThat(fleet.followerPolls()).isBetween(70L, 84L);
    assertThat(fleet.publications()).isEqualTo(2);
    // Each follower reads the first document and the second.
    assertThat(fleet.reads()).isEqualTo(8);
  }

  @Test
  void measuredFleetTellsServerFromClients() throws Exception {
    assumeTrue(RedisServer.isAvailable() && MeasuredFleets.canBeMeasured());
    BenchmarkServer server = BenchmarkServer.start(Backend.REDIS);
    MeasuredFleets fleets = new MeasuredFleets(server, Duration.ofSeconds(1));
    for (int workers : List.of(0, 3)) {
      MeasuredFleet fleet = fleets.measure(workers, 10_000);
      assertThat(fleet.pollsASecond()).isEqualTo(50);
      assertThat(fleet.micros()).isPositive();
      assertThat(fleet.cpuMicros()).isPositive();
      assertThat(fleet.serverCpuMicros()).isPositive();
    }
  }
}

package io.flagcache.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flagcache.kitsupport.TakesTurns;
import io.flagcache.testservers.WorkerProcess;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/** A process is costly to start: one is stopped, and killed at last, and one has all the others. */
@ExtendWith(TakesTurns.class)
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DynamoDbPausedLeaderTest {

  private static final Map<String, String> CREDENTIALS =
      Map.of("aws.accessKeyId", TestClients.KEY_ID, "aws.secretAccessKey", TestClients.SECRET);
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final String stoppedKey = SharedTable.newServiceKey();
  private final String killedKey = SharedTable.newServiceKey();
  private List<WorkerProcess> leaders = List.of();
  private List<WorkerProcess> others = List.of();

  @BeforeEach
  void start() {
    if (leaders.isEmpty()) {
      leaders = workers(stoppedKey, killedKey);
      others = workers(stoppedKey, stoppedKey, killedKey);
    }
  }

  @AfterAll
  void end() {
    for (List<WorkerProcess> process : List.of(leaders, others)) {
      process.stream().findFirst().ifPresent(WorkerProcess::kill);
    }
  }

  private static List<WorkerProcess> workers(String... serviceKeys) {
    int port = SharedTable.get().server().port();
    List<String> urls =
        List.of(serviceKeys).stream()
            .map(key -> SharedTable.patientUrl(port, key) + "&pollInterval=500ms&lease=2s")
            .toList();
    return WorkerProcess.start(urls, CREDENTIALS, Duration.ZERO);
  }

  @Test
  @Order(1)
  void leaderThatWasStoppedPastItsLeaseIsRefusedWhenItGoesOn() {
    WorkerProcess stopped = leaders.get(0);
    WorkerProcess other = others.get(0);
    WorkerProcess fresh = others.get(1);
    assertThat(stopped.asks()).isTrue();
    stopped.receives("v1");
    assertThat(other.asks()).isFalse();
    assertThat(other.gets()).contains("v1");

    stopped.pause();
    await().atMost(PATIENCE).until(other::asks);
    other.receives("v2");
    stopped.resume();
    stopped.receives("v1, fetched before it was stopped");

    assertThat(other.asks()).isTrue();
    assertThat(stopped.asks()).isFalse();
    // Ages are known to two seconds, which is as long as the lease: at first it may insist.
    await().atMost(PATIENCE).until(stopped::gets, Optional.of("v2")::equals);
    assertThat(fresh.asks()).isFalse();
    assertThat(fresh.gets()).contains("v2");
  }

  @Test
  @Order(2)
  void leaderThatWasKilledIsReplacedAfterItsLease() {
    WorkerProcess killed = leaders.get(1);
    WorkerProcess other = others.get(2);
    assertThat(killed.asks()).isTrue();
    killed.receives("v3");
    assertThat(other.asks()).isFalse();

    killed.kill();

    await().atMost(PATIENCE).until(other::asks);
    other.receives("v4");
    assertThat(other.asks()).isTrue();
  }
}

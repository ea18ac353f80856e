package io.flagcache.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flagcache.kitsupport.TakesTurns;
import io.flagcache.testservers.WorkerProcess;
import io.flagcache.testservers.Workers;
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
            .map(key -> SharedTable.patientUrl(port, key) + "&pollInterval=500ms&lease=6s")
            .toList();
    return WorkerProcess.start(urls, CREDENTIALS, Duration.ZERO);
  }

  @Test
  @Order(1)
  void leaderThatWasStoppedPastItsLeaseIsRefusedWhenItGoesOn() {
    WorkerProcess stopped = leaders.get(0);
    WorkerProcess other = others.get(0);
    WorkerProcess fresh = others.get(1);
    awaitThatPublishes(stopped, "v1", other);
    assertThat(leads(other)).isFalse();

    stopped.pause();
    awaitThatPublishes(other, "v2", fresh);
    stopped.resume();
    publish(stopped, "v1, fetched before it was stopped");

    assertThat(leads(other)).isTrue();
    assertThat(leads(stopped)).isFalse();
    // Ages are known to two seconds: at first it may insist.
    await().until(() -> reads(stopped), Optional.of("v2")::equals);
    assertThat(leads(fresh)).isFalse();
    assertThat(reads(fresh)).contains("v2");
  }

  @Test
  @Order(2)
  void leaderThatWasKilledIsReplacedAfterItsLease() {
    WorkerProcess killed = leaders.get(1);
    WorkerProcess other = others.get(2);
    awaitThatPublishes(killed, "v3", other);
    assertThat(leads(other)).isFalse();

    killed.kill();

    awaitThatPublishes(other, "v4", other);
    assertThat(leads(other)).isTrue();
  }

  /** It asks on as SDKs do: on a busy machine a lease may pass before the document is there. */
  private static void awaitThatPublishes(
      WorkerProcess leader, String document, WorkerProcess reader) {
    await()
        .until(
            () -> {
              if (leads(leader)) {
                publish(leader, document);
              }
              return reads(reader).equals(Optional.of(document));
            });
  }

  private static boolean leads(WorkerProcess worker) {
    return Workers.untilInTime(worker::asks);
  }

  private static void publish(WorkerProcess worker, String document) {
    Workers.untilInTime(
        () -> {
          worker.receives(document);
          return true;
        });
  }

  private static Optional<String> reads(WorkerProcess worker) {
    return Workers.untilInTime(worker::gets);
  }
}

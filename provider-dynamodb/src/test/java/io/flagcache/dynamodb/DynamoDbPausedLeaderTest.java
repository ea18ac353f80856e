package io.flagcache.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flagcache.testservers.DynamoDbServer;
import io.flagcache.testservers.WorkerProcess;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DynamoDbPausedLeaderTest {

  private static final Map<String, String> CREDENTIALS =
      Map.of("aws.accessKeyId", "AKIATEST", "aws.secretAccessKey", TestClients.SECRET);

  private final String serviceKey = UUID.randomUUID().toString();

  private WorkerProcess worker() {
    return WorkerProcess.start(
        "dynamodb://paused?region=eu-central-1&createTable=true&pollInterval=500ms&lease=2s&serviceKey="
            + serviceKey
            + "&endpoint=http%3A%2F%2F127.0.0.1%3A"
            + DynamoDbServer.shared().port(),
        CREDENTIALS);
  }

  @Test
  void leaderThatWasStoppedPastItsLeaseIsRefusedWhenItGoesOn() {
    try (WorkerProcess stopped = worker();
        WorkerProcess other = worker()) {
      assertThat(stopped.asks()).isTrue();
      stopped.receives("v1");
      assertThat(other.asks()).isFalse();
      assertThat(other.gets()).contains("v1");

      stopped.pause();
      await().atMost(Duration.ofSeconds(30)).until(other::asks);
      other.receives("v2");
      stopped.resume();
      stopped.receives("v1, fetched before it was stopped");

      assertThat(other.asks()).isTrue();
      assertThat(stopped.asks()).isFalse();
      assertThat(stopped.gets()).contains("v2");
      try (WorkerProcess fresh = worker()) {
        assertThat(fresh.asks()).isFalse();
        assertThat(fresh.gets()).contains("v2");
      }
    }
  }

  @Test
  void leaderThatWasKilledIsReplacedAfterItsLease() {
    try (WorkerProcess killed = worker();
        WorkerProcess other = worker()) {
      assertThat(killed.asks()).isTrue();
      killed.receives("v3");
      assertThat(other.asks()).isFalse();

      killed.kill();

      await().atMost(Duration.ofSeconds(30)).until(other::asks);
      other.receives("v4");
      assertThat(other.asks()).isTrue();
    }
  }
}

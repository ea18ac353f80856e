package io.flagcache.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.dynamodb.DynamoDbFront.Behaviour;
import io.flagcache.dynamodb.DynamoDbFront.Refusal;
import io.flagcache.testservers.DynamoDbServer;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A table with too little capacity. */
class DynamoDbThrottlingTest {

  private final AtomicInteger toThrottle = new AtomicInteger();
  private DynamoDbFront front;
  private FlagDefinitionCacheProvider worker;

  @BeforeEach
  void start() throws IOException {
    front =
        new DynamoDbFront(
            DynamoDbServer.shared(),
            new Behaviour() {
              @Override
              public Optional<Refusal> refusal(String operation, String signedAt) {
                return toThrottle.getAndUpdate(left -> Math.max(0, left - 1)) > 0
                    ? Optional.of(
                        new Refusal(
                            "ProvisionedThroughputExceededException",
                            "The level of configured provisioned throughput was exceeded"))
                    : Optional.empty();
              }
            });
    worker =
        DynamoDbFlagCache.builder()
            .client(TestClients.of(front.port()))
            .table("throttled")
            .createTable(true)
            .decisionDeadline(Duration.ofSeconds(2))
            .build();
  }

  @AfterEach
  void stop() {
    if (worker != null) {
      toThrottle.set(0);
      worker.shutdown().toCompletableFuture().join();
      front.close();
    }
  }

  @Test
  void throttledRequestsAreSentAgainWithinTheDeadline() {
    toThrottle.set(4);

    assertThat(worker.shouldFetchFlagDefinitions().toCompletableFuture().join()).isTrue();
  }

  @Test
  void throttlingThatDoesNotEndFailsTheStageInTimeAndSaysWhy() {
    toThrottle.set(Integer.MAX_VALUE);
    long begin = System.nanoTime();

    assertThatThrownBy(() -> worker.shouldFetchFlagDefinitions().toCompletableFuture().join())
        .hasMessageContaining("throughput was exceeded");

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(4));
    toThrottle.set(0);
    assertThat(worker.shouldFetchFlagDefinitions().toCompletableFuture().join()).isTrue();
  }
}

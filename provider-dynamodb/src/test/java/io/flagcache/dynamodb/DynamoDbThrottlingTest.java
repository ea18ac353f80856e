package io.flagcache.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.dynamodb.DynamoDbFront.Behaviour;
import io.flagcache.dynamodb.DynamoDbFront.Refusal;
import io.flagcache.kitsupport.TakesTurns;
import io.flagcache.testservers.Workers;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** A table with too little capacity. */
@ExtendWith(TakesTurns.class)
@Execution(ExecutionMode.CONCURRENT)
class DynamoDbThrottlingTest {

  private final AtomicInteger toThrottle = new AtomicInteger();
  private DynamoDbFront front;
  private DynamoDbClient client;

  @BeforeEach
  void start() throws IOException {
    front =
        new DynamoDbFront(
            SharedTable.get().server(),
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
    client = TestClients.of(front.port());
  }

  @AfterEach
  void stop() {
    if (client != null) {
      client.close();
      front.close();
    }
  }

  private FlagDefinitionCacheProvider worker(Duration deadline) {
    return SharedTable.patient(client)
        .serviceKey(SharedTable.newServiceKey())
        .decisionDeadline(deadline)
        .build();
  }

  private static boolean asks(FlagDefinitionCacheProvider worker) {
    return worker.shouldFetchFlagDefinitions().toCompletableFuture().join();
  }

  @Test
  void throttledRequestsAreSentAgainWithinTheDeadline() {
    FlagDefinitionCacheProvider worker = worker(SharedTable.PATIENT);
    toThrottle.set(4);

    assertThat(asks(worker)).isTrue();

    assertThat(toThrottle).hasValue(0);
    Workers.shutDown(worker);
  }

  @Test
  void throttlingThatDoesNotEndFailsTheStageInTimeAndSaysWhy() throws Exception {
    List<FlagDefinitionCacheProvider> workers = new ArrayList<>();
    InTime.demand(
        Duration.ofSeconds(2),
        Duration.ofSeconds(2),
        deadline -> {
          toThrottle.set(0);
          FlagDefinitionCacheProvider worker = worker(deadline);
          workers.add(worker);
          toThrottle.set(Integer.MAX_VALUE);
          assertThatThrownBy(() -> asks(worker)).hasMessageContaining("throughput was exceeded");
        });

    toThrottle.set(0);
    for (FlagDefinitionCacheProvider worker : workers) {
      await().atMost(Duration.ofMinutes(1)).ignoreExceptions().until(() -> asks(worker));
      Workers.shutDown(worker);
    }
  }
}

package io.flagcache.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.dynamodb.DynamoDbFront.Behaviour;
import io.flagcache.dynamodb.DynamoDbFront.Refusal;
import io.flagcache.kitsupport.TakesTurns;
import io.flagcache.testservers.SkewedClassLoader;
import io.flagcache.testservers.Workers;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Workers whose clocks are ten minutes off, and a service that refuses what they sign. */
@ExtendWith(TakesTurns.class)
@Execution(ExecutionMode.CONCURRENT)
class DynamoDbClockSkewTest {

  private static final Duration SKEW = Duration.ofMinutes(10);
  private static final Duration TOLERANCE = Duration.ofMinutes(5);
  private static final Duration LEASE = Duration.ofSeconds(3);

  private final String serviceKey = SharedTable.newServiceKey();
  private final AtomicInteger refused = new AtomicInteger();
  private DynamoDbFront front;

  @BeforeEach
  void start() throws IOException {
    front =
        new DynamoDbFront(
            SharedTable.get().server(),
            new Behaviour() {
              @Override
              public Optional<Refusal> refusal(String operation, String signedAt) {
                return DynamoDbClockSkewTest.this.refusal(signedAt);
              }
            });
    TestClients.setCredentials();
  }

  @AfterEach
  void stop() {
    if (front != null) {
      front.close();
    }
  }

  private Optional<Refusal> refusal(String signedAt) {
    LocalDateTime now = LocalDateTime.now(ZoneOffset.UTC);
    LocalDateTime signed =
        LocalDateTime.parse(signedAt, DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'"));
    if (Duration.between(signed, now).abs().compareTo(TOLERANCE) <= 0) {
      return Optional.empty();
    }
    refused.incrementAndGet();
    return Optional.of(
        new Refusal(
            "InvalidSignatureException",
            signed.isBefore(now) ? "Signature expired" : "Signature not yet current"));
  }

  private FlagDefinitionCacheProvider worker(Duration skew) {
    return SkewedClassLoader.provider(
        SharedTable.patientUrl(front.port(), serviceKey) + "&pollInterval=1s&lease=" + LEASE, skew);
  }

  private static boolean asks(FlagDefinitionCacheProvider worker) {
    return Workers.patiently(worker::shouldFetchFlagDefinitions);
  }

  @Test
  void contendersTenMinutesAheadAndBehindKeepAllPromises() {
    FlagDefinitionCacheData document =
        FlagDefinitionCacheData.of(Map.of("flags", List.of(), "cohorts", Map.of()));
    FlagDefinitionCacheProvider ahead = worker(SKEW);
    assertThat(asks(ahead)).isTrue();
    assertThat(refused).hasPositiveValue();
    Workers.patiently(() -> ahead.onFlagDefinitionsReceived(document));

    FlagDefinitionCacheProvider behind = worker(SKEW.negated());
    assertThat(asks(behind)).isFalse();
    assertThat(Workers.patiently(behind::getFlagDefinitions)).contains(document);
    assertThat(asks(ahead)).isTrue();
    long renewed = System.nanoTime();
    await().atMost(Duration.ofMinutes(1)).until(() -> asks(behind));
    assertThat(Duration.ofNanos(System.nanoTime() - renewed)).isGreaterThanOrEqualTo(LEASE);

    assertThat(asks(ahead)).isFalse();
    Workers.shutDown(behind);
    Workers.shutDown(ahead);
  }
}

package io.flagcache.dynamodb;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;

import io.flagcache.Deadline;
import io.flagcache.conformance.internal.Turns;
import io.flagcache.core.Entry;
import io.flagcache.core.EntryStamp;
import io.flagcache.core.LeaseAnswer.Held;
import io.flagcache.core.LeaseRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Waits for the service to delete, while tests that stop it or count threads may go on. */
@Execution(ExecutionMode.CONCURRENT)
class DynamoDbTimeToLiveTest {

  private static final Duration LEASE = Duration.ofSeconds(90);
  private static final Duration TTL = Duration.ofHours(24);

  private final String serviceKey = SharedTable.newServiceKey();

  private static Deadline soon() {
    return Deadline.after(Duration.ofMinutes(1));
  }

  private DynamoDbStore store() {
    DynamoDbClient client = SharedTable.get().admin();
    ServiceClock clock = new ServiceClock(System::nanoTime);
    Requests requests = new Requests(clock, new DynamoDbFailures(client, SharedTable.NAME));
    return new DynamoDbStore(
        new DynamoDbTable(client, SharedTable.NAME, serviceKey, requests),
        () -> {},
        "test",
        clock,
        System::nanoTime);
  }

  @Test
  void serviceItselfDeletesWhatIsNoLongerUsed() throws InterruptedException {
    Runnable end = Turns.take(false);
    try {
      storeWhatIsNoLongerUsed();
    } finally {
      end.run();
    }

    await()
        .atMost(Duration.ofMinutes(3))
        .pollInterval(Duration.ofMillis(500))
        .pollInSameThread()
        .untilAsserted(() -> assertThat(SharedTable.get().items(serviceKey)).isEmpty());
  }

  private void storeWhatIsNoLongerUsed() {
    DynamoDbStore store = store();
    Held a = (Held) store.acquireOrRenew(new LeaseRequest("a", LEASE, TTL, 0), soon());
    Entry entry = new Entry(new EntryStamp(a.epoch(), 1, "hash-1"), new byte[800_000]);
    store.publish("a", entry, TTL, soon());
    store.release("a", a.epoch(), soon());
    assertThat(SharedTable.get().items(serviceKey)).hasSize(4);

    Instant now = Instant.now();
    Instant past = now.minus(Duration.ofDays(1));
    for (Map<String, AttributeValue> item : SharedTable.get().items(serviceKey)) {
      assertThat(Instant.ofEpochSecond(Long.parseLong(requireNonNull(item.get("expiresAt")).n())))
          .isAfter(now.plus(Duration.ofDays(7)));
      Map<String, AttributeValue> old = new HashMap<>(item);
      old.put("expiresAt", fromN(Long.toString(past.getEpochSecond())));
      SharedTable.get().admin().putItem(request -> request.tableName(SharedTable.NAME).item(old));
    }
  }
}

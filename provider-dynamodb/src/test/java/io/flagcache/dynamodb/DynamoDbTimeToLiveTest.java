package io.flagcache.dynamodb;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;

import io.flagcache.Deadline;
import io.flagcache.core.record.RecordStore;
import io.flagcache.core.store.Entry;
import io.flagcache.core.store.EntryStamp;
import io.flagcache.core.store.LeaseAnswer.Held;
import io.flagcache.core.store.LeaseRequest;
import io.flagcache.kitsupport.TakesTurns;
import io.flagcache.testservers.DynamoDbServer;
import io.flagcache.testservers.UncheckedStore;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What the service deletes by itself. It looks through all that it has, so it has a server of its
 * own, where that is little.
 */
@ExtendWith(TakesTurns.class)
class DynamoDbTimeToLiveTest {

  private static final String TABLE = "expiring";
  private static final String SERVICE_KEY = "checkout";
  private static final Duration LEASE = Duration.ofSeconds(90);
  private static final Duration TTL = Duration.ofHours(24);

  private final DynamoDbServer server = DynamoDbServer.start();
  private final DynamoDbClient client = TestClients.of(server.port());

  @AfterEach
  void end() {
    client.close();
    server.kill();
  }

  private static Deadline soon() {
    return Deadline.after(Duration.ofMinutes(1));
  }

  private UncheckedStore store() {
    ServiceClock clock = new ServiceClock(System::nanoTime);
    Requests requests = new Requests(clock, new DynamoDbFailures(client, TABLE));
    new TableCheck(client, TABLE, true, requests, new DynamoDbFailures(client, TABLE)).run(soon());
    DynamoDbTable table = new DynamoDbTable(client, TABLE, SERVICE_KEY, requests);
    return new UncheckedStore(
        new RecordStore<>(
            new DynamoDbBackend(table, () -> {}, "test", clock), 1_000_000, System::nanoTime));
  }

  private List<Map<String, AttributeValue>> items() {
    return client.scan(request -> request.tableName(TABLE)).items();
  }

  @Test
  void serviceItselfDeletesWhatIsNoLongerUsed() {
    UncheckedStore store = store();
    Held a = (Held) store.acquireOrRenew(new LeaseRequest("a", LEASE, TTL, 0), soon());
    Entry entry = new Entry(new EntryStamp(a.epoch(), 1, "hash-1"), new byte[800_000]);
    store.publish("a", entry, TTL, soon());
    store.release("a", a.epoch(), soon());
    assertThat(items()).hasSize(4);

    Instant now = Instant.now();
    Instant past = now.minus(Duration.ofDays(1));
    for (Map<String, AttributeValue> item : items()) {
      assertThat(Instant.ofEpochSecond(Long.parseLong(requireNonNull(item.get("expiresAt")).n())))
          .isAfter(now.plus(Duration.ofDays(7)));
      Map<String, AttributeValue> old = new HashMap<>(item);
      old.put("expiresAt", fromN(Long.toString(past.getEpochSecond())));
      client.putItem(request -> request.tableName(TABLE).item(old));
    }

    await()
        .atMost(Duration.ofMinutes(10))
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(() -> assertThat(items()).isEmpty());
  }
}

package io.flagcache.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagcache.Deadline;
import io.flagcache.core.record.RecordStore;
import io.flagcache.core.store.Entry;
import io.flagcache.core.store.EntryStamp;
import io.flagcache.core.store.LeaseAnswer.Held;
import io.flagcache.core.store.LeaseRequest;
import io.flagcache.core.store.ReadAnswer.Found;
import io.flagcache.core.store.StoreStatus.LeaseStatus;
import io.flagcache.dynamodb.DynamoDbFront.Behaviour;
import io.flagcache.kitsupport.TakesTurns;
import io.flagcache.testservers.UncheckedStore;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Requests that were carried out, and whose answer did not come. */
@ExtendWith(TakesTurns.class)
@Execution(ExecutionMode.CONCURRENT)
class DynamoDbLostAnswerTest {

  private static final Duration TTL = Duration.ofHours(24);

  private final String serviceKey = SharedTable.newServiceKey();
  private final AtomicInteger toLose = new AtomicInteger();
  private volatile String losing = "";
  private DynamoDbFront front;
  private DynamoDbClient client;
  private UncheckedStore store;

  @BeforeEach
  void start() throws IOException {
    front =
        new DynamoDbFront(
            SharedTable.get().server(),
            new Behaviour() {
              @Override
              public boolean losesAnswer(String operation) {
                return operation.equals(losing)
                    && toLose.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
              }
            });
    client = TestClients.of(front.port());
    ServiceClock clock = new ServiceClock(System::nanoTime);
    DynamoDbFailures failures = new DynamoDbFailures(client, SharedTable.NAME);
    DynamoDbTable table =
        new DynamoDbTable(client, SharedTable.NAME, serviceKey, new Requests(clock, failures));
    store =
        new UncheckedStore(
            new RecordStore<>(
                new DynamoDbBackend(table, () -> {}, "test", clock), 1_000_000, System::nanoTime));
  }

  @AfterEach
  void stop() {
    if (front != null) {
      front.close();
      client.close();
    }
  }

  private static Deadline soon() {
    return Deadline.after(Duration.ofMinutes(2));
  }

  private void loseNextAnswer(String operation) {
    losing = operation;
    toLose.set(1);
  }

  private Held lead() {
    return (Held) store.acquireOrRenew(request(), soon());
  }

  private static LeaseRequest request() {
    return new LeaseRequest("a", Duration.ofSeconds(90), TTL, 0);
  }

  private static Entry entry(long epoch, long sequence) {
    byte[] payload = new byte[800_000];
    new Random(sequence).nextBytes(payload);
    return new Entry(new EntryStamp(epoch, sequence, "hash-" + sequence), payload);
  }

  private void demandReads(Entry expected) {
    Found found = (Found) store.read(Optional.empty(), soon());
    assertThat(found.entry().stamp()).isEqualTo(expected.stamp());
    assertThat(found.entry().payload()).isEqualTo(expected.payload());
    assertThat(SharedTable.get().items(serviceKey)).as("the record and three chunks").hasSize(4);
  }

  @Test
  void leaseIsTheWorkersOwn() {
    loseNextAnswer("UpdateItem");
    Held first = lead();
    assertThat(toLose).hasValue(0);
    loseNextAnswer("UpdateItem");

    assertThat(lead().epoch()).isEqualTo(first.epoch());
    assertThat(toLose).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"BatchWriteItem", "UpdateItem", "Query"})
  void documentIsPublished(String operation) {
    Held held = lead();
    if (!operation.equals("Query")) {
      // Only the first publication of a leader asks what else there is.
      store.publish("a", entry(held.epoch(), 1), TTL, soon());
    }
    loseNextAnswer(operation);
    Entry second = entry(held.epoch(), 2);

    assertThat(store.publish("a", second, TTL, soon())).isTrue();

    assertThat(toLose).hasValue(0);
    demandReads(second);
  }

  @Test
  void emptyCacheIsFilled() {
    loseNextAnswer("UpdateItem");
    Entry filled = entry(0, 1);

    assertThat(store.publishIfAbsent(filled, TTL, soon())).isTrue();

    assertThat(toLose).hasValue(0);
    demandReads(filled);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GetItem", "BatchGetItem"})
  void documentIsRead(String operation) {
    Held held = lead();
    Entry published = entry(held.epoch(), 1);
    store.publish("a", published, TTL, soon());
    loseNextAnswer(operation);

    demandReads(published);

    assertThat(toLose).hasValue(0);
  }

  @Test
  void damagedEntryIsDiscardedAndTheLeaseReleased() {
    Held held = lead();
    Entry damaged = entry(held.epoch(), 1);
    store.publish("a", damaged, TTL, soon());
    loseNextAnswer("UpdateItem");
    store.discard(damaged.stamp(), soon());
    assertThat(store.stamp(soon())).isEmpty();
    loseNextAnswer("UpdateItem");
    store.release("a", held.epoch(), soon());

    assertThat(lead().epoch()).isEqualTo(held.epoch() + 1);
  }

  @Test
  void leaseIsRevoked() {
    lead();
    LeaseStatus lease = store.inspect(soon()).lease().orElseThrow();
    loseNextAnswer("UpdateItem");

    assertThat(store.revoke(lease, soon())).isTrue();

    assertThat(toLose).hasValue(0);
    assertThat(store.revoke(lease, soon())).isFalse();
  }

  @Test
  void answersThatAreLostForeverFailTheRequestInTime() {
    losing = "GetItem";
    toLose.set(Integer.MAX_VALUE);

    assertThatThrownBy(() -> store.stamp(Deadline.after(Duration.ofSeconds(2))))
        .hasMessageContaining("DynamoDB table " + SharedTable.NAME);
  }
}

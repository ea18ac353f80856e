package io.flagcache.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import io.flagcache.Deadline;
import io.flagcache.core.Entry;
import io.flagcache.core.EntryStamp;
import io.flagcache.core.LeaseAnswer;
import io.flagcache.core.LeaseAnswer.Held;
import io.flagcache.core.LeaseAnswer.HeldByOther;
import io.flagcache.core.LeaseRequest;
import io.flagcache.core.ReadAnswer.Absent;
import io.flagcache.core.ReadAnswer.Found;
import io.flagcache.core.ReadAnswer.Unchanged;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;

class DynamoDbStoreTest {

  private static final String TABLE = "store-test";
  private static final Duration LEASE = Duration.ofSeconds(90);
  private static final Duration TTL = Duration.ofHours(24);

  private final AtomicLong nanos = new AtomicLong(1);
  private DynamoDbClient client;
  private DynamoDbStore store;
  private DynamoDbStore other;

  @BeforeEach
  void open() {
    client = DynamoDbLocal.shared().client();
    new TableCheck(client, TABLE, true).run(soon());
    client
        .scanPaginator(request -> request.tableName(TABLE).projectionExpression("pk, sk"))
        .items()
        .forEach(key -> client.deleteItem(request -> request.tableName(TABLE).key(key)));
    store = store();
    other = store();
  }

  @AfterEach
  void close() {
    if (client != null) {
      client.close();
    }
  }

  private DynamoDbStore store() {
    return new DynamoDbStore(
        new DynamoDbTable(client, TABLE, "checkout"), () -> {}, "test", nanos::get);
  }

  private void pass(Duration duration) {
    nanos.addAndGet(duration.toNanos());
  }

  private static Deadline soon() {
    return Deadline.after(Duration.ofSeconds(20));
  }

  private static LeaseRequest request(String owner) {
    return new LeaseRequest(owner, LEASE, TTL, 0);
  }

  private static Entry entry(long epoch, long sequence, int bytes) {
    byte[] payload = new byte[bytes];
    new Random(sequence).nextBytes(payload);
    return new Entry(new EntryStamp(epoch, sequence, "hash-" + sequence), payload);
  }

  private Held lead(DynamoDbStore by, String owner) {
    return (Held) by.acquireOrRenew(request(owner), soon());
  }

  private List<String> chunks() {
    List<String> chunks = new ArrayList<>();
    client
        .scanPaginator(request -> request.tableName(TABLE))
        .items()
        .forEach(item -> chunks.add(String.valueOf(item.get("sk"))));
    chunks.removeIf(sort -> !sort.contains("entry#"));
    return chunks;
  }

  @Test
  void contenderWatchesForAWholeLeaseBeforeItTakesOver() {
    Held a = lead(store, "a");
    assertThat(other.acquireOrRenew(request("b"), soon())).isInstanceOf(HeldByOther.class);
    pass(LEASE.minusMillis(1));
    assertThat(other.acquireOrRenew(request("b"), soon())).isInstanceOf(HeldByOther.class);
    lead(store, "a");
    pass(Duration.ofMillis(1));
    assertThat(other.acquireOrRenew(request("b"), soon())).isInstanceOf(HeldByOther.class);

    pass(LEASE);
    Held b = lead(other, "b");

    assertThat(b.epoch()).isEqualTo(a.epoch() + 1);
    assertThat(store.acquireOrRenew(request("a"), soon())).isInstanceOf(HeldByOther.class);
    assertThat(store.publish("a", entry(a.epoch(), 1, 10), TTL, soon())).isFalse();
  }

  @Test
  void newcomerHasSeenNothingYetHoweverLongItIsAgo() {
    lead(store, "a");
    pass(LEASE.multipliedBy(10));

    assertThat(other.acquireOrRenew(request("b"), soon())).isInstanceOf(HeldByOther.class);
  }

  @Test
  void releasedLeaseIsTakenAtOnceUnderALaterEpoch() {
    Held a = lead(store, "a");
    store.release("b", a.epoch(), soon());
    store.release("a", a.epoch() + 1, soon());
    assertThat(other.acquireOrRenew(request("b"), soon())).isInstanceOf(HeldByOther.class);

    store.release("a", a.epoch(), soon());

    assertThat(lead(other, "b").epoch()).isEqualTo(a.epoch() + 1);
  }

  @Test
  void leaseOfALostAnswerIsFoundToBeOwn() {
    Held a = lead(store, "a");

    LeaseAnswer again = other.acquireOrRenew(request("a"), soon());

    assertThat(again).isEqualTo(new Held(a.epoch(), Optional.empty()));
  }

  @Test
  void epochsPassTheFloor() {
    lead(store, "a");
    LeaseRequest remembering = new LeaseRequest("a", LEASE, TTL, 77);

    assertThat(((Held) store.acquireOrRenew(remembering, soon())).epoch()).isEqualTo(78);
  }

  @Test
  void tenMegabytesAreReadAsTheyWereWrittenAndTheFormerOnesAreDeleted() {
    Held a = lead(store, "a");
    Entry first = entry(a.epoch(), 1, 10_000_000);
    assertThat(store.publish("a", first, TTL, soon())).isTrue();
    assertThat(chunks()).hasSize(27);

    Found found = (Found) other.read(Optional.empty(), soon());
    assertThat(found.entry().stamp()).isEqualTo(first.stamp());
    assertThat(found.entry().payload()).isEqualTo(first.payload());
    assertThat(other.read(Optional.of(first.stamp()), soon())).isInstanceOf(Unchanged.class);

    assertThat(store.publish("a", entry(a.epoch(), 2, 500_000), TTL, soon())).isTrue();
    assertThat(chunks()).hasSize(2);
  }

  @Test
  void chunksOfAKilledPublisherAreNeverReadAndDeletedByTheNextLeader() {
    new DynamoDbTable(client, TABLE, "checkout").writeChunks("killed", new byte[800_000], soon());
    assertThat(other.read(Optional.empty(), soon())).isInstanceOf(Absent.class);
    assertThat(chunks()).hasSize(3);

    Held a = lead(store, "a");
    store.publish("a", entry(a.epoch(), 1, 10), TTL, soon());

    assertThat(chunks()).hasSize(1);
  }

  @Test
  void missingChunkMakesAShorterPayloadForTheEngineToJudge() {
    Held a = lead(store, "a");
    store.publish("a", entry(a.epoch(), 1, 800_000), TTL, soon());
    client
        .scanPaginator(request -> request.tableName(TABLE).projectionExpression("pk, sk"))
        .items()
        .stream()
        .filter(key -> String.valueOf(key.get("sk")).contains("#1"))
        .filter(key -> String.valueOf(key.get("sk")).contains("entry#"))
        .limit(1)
        .forEach(key -> client.deleteItem(request -> request.tableName(TABLE).key(key)));

    Found found = (Found) other.read(Optional.empty(), soon());
    assertThat(found.entry().payload().length).isLessThan(800_000);

    other.discard(found.entry().stamp(), soon());
    assertThat(other.read(Optional.empty(), soon())).isInstanceOf(Absent.class);
    assertThat(chunks()).isEmpty();
  }

  @Test
  void entryThatNobodyLeadsForDiesBeforeTheEyesOfWhoWatchesIt() {
    Held a = lead(store, "a");
    store.publish("a", entry(a.epoch(), 1, 10), TTL, soon());
    assertThat(other.stamp(soon())).isPresent();
    pass(TTL.minusSeconds(1));
    assertThat(other.stamp(soon())).isPresent();
    lead(store, "a");
    assertThat(other.stamp(soon())).isPresent();
    pass(TTL);
    assertThat(other.stamp(soon())).isEmpty();

    assertThat(lead(other, "b").entry()).isEmpty();
    assertThat(store().stamp(soon())).isEmpty();
  }

  @Test
  void leaderThatSleptForLongerThanTheEntryLivesDoesNotReviveIt() {
    Held a = lead(store, "a");
    store.publish("a", entry(a.epoch(), 1, 10), TTL, soon());
    pass(TTL);

    assertThat(lead(store, "a").entry()).isEmpty();
  }

  @Test
  void fillNeverReplacesALiveEntry() {
    assertThat(store.fill(entry(0, 0, 10), TTL, soon())).isTrue();
    assertThat(other.fill(entry(0, 1, 10), TTL, soon())).isFalse();
    assertThat(other.stamp(soon())).contains(new EntryStamp(0, 0, "hash-0"));
    pass(TTL);
    assertThat(other.fill(entry(0, 2, 10), TTL, soon())).isTrue();
    assertThat(lead(store, "a").entry()).contains(new EntryStamp(0, 2, "hash-2"));
    assertThat(chunks()).hasSize(1);
  }

  @Test
  void itemsDeletedUnderOurFeetAreMadeAgain() {
    Held a = lead(store, "a");
    store.publish("a", entry(a.epoch(), 1, 10), TTL, soon());
    Map<String, AttributeValue> head = Map.of("pk", fromS("checkout"), "sk", fromS("head"));
    client.deleteItem(request -> request.tableName(TABLE).key(head));

    assertThat(store.publish("a", entry(a.epoch(), 2, 10), TTL, soon())).isFalse();
    Held again = (Held) store.acquireOrRenew(new LeaseRequest("a", LEASE, TTL, a.epoch()), soon());
    assertThat(again.entry()).isEmpty();
    assertThat(again.epoch()).isGreaterThan(a.epoch());
  }

  @Test
  void damagedHeadIsHandedToTheEngine() {
    Map<String, AttributeValue> head = new HashMap<>();
    head.put("pk", fromS("checkout"));
    head.put("sk", fromS("head"));
    head.put("epoch", fromN("99999999999999999999"));
    head.put("beat", fromS("many"));
    head.put("entryGeneration", fromS("gone"));
    head.put("entryTtlMillis", fromN("86400000"));
    head.put("data", AttributeValue.fromB(SdkBytes.fromUtf8String("?")));
    client.putItem(request -> request.tableName(TABLE).item(head));

    assertThat(store.stamp(soon())).contains(new EntryStamp(0, 0, ""));
    Found found = (Found) store.read(Optional.empty(), soon());
    assertThat(found.entry().payload()).isEmpty();
    store.discard(found.entry().stamp(), soon());
    assertThat(store.stamp(soon())).isEmpty();

    Held a = lead(store, "a");
    assertThat(lead(store, "a")).isEqualTo(a);
    assertThat(other.acquireOrRenew(request("b"), soon())).isInstanceOf(HeldByOther.class);
  }

  @Test
  void headIsSmallEnoughForHalfAReadUnitAndOneWriteUnit() {
    Held a = lead(store, "123456-" + "0".repeat(36));
    store.publish("123456-" + "0".repeat(36), entry(a.epoch(), 1, 10_000_000), TTL, soon());
    Map<String, AttributeValue> key = Map.of("pk", fromS("checkout"), "sk", fromS("head"));

    assertThat(
            client
                .getItem(
                    request ->
                        request
                            .tableName(TABLE)
                            .key(key)
                            .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL))
                .consumedCapacity()
                .capacityUnits())
        .isEqualTo(0.5);
    assertThat(
            client
                .updateItem(
                    request ->
                        request
                            .tableName(TABLE)
                            .key(key)
                            .updateExpression("SET beat = beat + :one")
                            .expressionAttributeValues(Map.of(":one", fromN("1")))
                            .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL))
                .consumedCapacity()
                .capacityUnits())
        .isEqualTo(1.0);
  }
}

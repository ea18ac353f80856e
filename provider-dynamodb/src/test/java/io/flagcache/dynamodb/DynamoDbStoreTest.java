package io.flagcache.dynamodb;

import static java.time.ZoneOffset.UTC;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import io.flagcache.Deadline;
import io.flagcache.core.record.RecordStore;
import io.flagcache.core.store.Entry;
import io.flagcache.core.store.EntryStamp;
import io.flagcache.core.store.LeaseAnswer.Held;
import io.flagcache.core.store.LeaseAnswer.HeldByOther;
import io.flagcache.core.store.LeaseRequest;
import io.flagcache.core.store.ReadAnswer.Absent;
import io.flagcache.core.store.ReadAnswer.Found;
import io.flagcache.core.store.ReadAnswer.TooLong;
import io.flagcache.core.store.ReadAnswer.Unchanged;
import io.flagcache.core.store.StoreStatus;
import io.flagcache.core.store.StoreStatus.EntryStatus;
import io.flagcache.core.store.StoreStatus.LeaseStatus;
import io.flagcache.kitsupport.TakesTurns;
import io.flagcache.testservers.TcpRelay;
import io.flagcache.testservers.UncheckedStore;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;

/**
 * What only the service can show: chunks, its clock, its costs. The record's logic is judged in
 * memory.
 */
@ExtendWith(TakesTurns.class)
@Execution(ExecutionMode.CONCURRENT)
class DynamoDbStoreTest {

  private static final Duration LEASE = Duration.ofSeconds(90);
  private static final Duration TTL = Duration.ofHours(24);

  private static final int MOST_BYTES = 10_001_024;

  /** So late that DynamoDB Local, whose clock is the machine's, finds nothing expired. */
  private static final ZonedDateTime BEGIN = ZonedDateTime.of(2100, 1, 2, 3, 4, 5, 0, UTC);

  private final AtomicLong nanos = new AtomicLong(1);
  private final Race race = new Race();
  private final String serviceKey = SharedTable.newServiceKey();
  private final Map<String, AttributeValue> leaseKey = SharedTable.key(serviceKey, "lease");
  private DynamoDbClient client;
  private UncheckedStore store;
  private UncheckedStore other;

  /** Makes the service's time pass with the workers'. */
  private final class ServiceTime implements ExecutionInterceptor {
    @Override
    public SdkHttpResponse modifyHttpResponse(
        Context.ModifyHttpResponse context, ExecutionAttributes unused) {
      return context.httpResponse().toBuilder()
          .putHeader(
              "Date",
              DateTimeFormatter.RFC_1123_DATE_TIME.format(
                  BEGIN.plus(Duration.ofNanos(nanos.get()))))
          .build();
    }
  }

  @BeforeEach
  void open() {
    client = TestClients.of(SharedTable.get().server().port(), new ServiceTime(), race);
    store = store();
    other = store();
  }

  @AfterEach
  void close() {
    if (client != null) {
      SharedTable.get().wipe(serviceKey);
      client.close();
    }
  }

  private UncheckedStore store() {
    return store(client);
  }

  private UncheckedStore store(DynamoDbClient by) {
    ServiceClock clock = new ServiceClock(nanos::get);
    return new UncheckedStore(
        new RecordStore<>(
            new DynamoDbBackend(table(by, clock), () -> {}, "test", clock),
            MOST_BYTES,
            nanos::get));
  }

  private DynamoDbTable table(DynamoDbClient by, ServiceClock clock) {
    return new DynamoDbTable(
        by,
        SharedTable.NAME,
        serviceKey,
        new Requests(clock, new DynamoDbFailures(by, SharedTable.NAME)));
  }

  private void pass(Duration duration) {
    nanos.addAndGet(duration.toNanos());
  }

  private static Deadline soon() {
    return Deadline.after(Duration.ofMinutes(2));
  }

  private static LeaseRequest request(String owner) {
    return new LeaseRequest(owner, LEASE, TTL, 0);
  }

  private static Entry entry(long epoch, long sequence, int bytes) {
    byte[] payload = new byte[bytes];
    new Random(sequence).nextBytes(payload);
    return new Entry(new EntryStamp(epoch, sequence, "hash-" + sequence), payload);
  }

  private Held lead(UncheckedStore by, String owner) {
    return (Held) by.acquireOrRenew(request(owner), soon());
  }

  private List<Map<String, AttributeValue>> items() {
    return SharedTable.get().items(serviceKey);
  }

  private List<Map<String, AttributeValue>> chunks() {
    return items().stream()
        .filter(item -> SharedTable.sortKey(item).startsWith("payload#"))
        .toList();
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
    Held killed = lead(store, "killed");
    Entry entry = entry(killed.epoch(), 1, 10);
    store.publish("killed", entry, TTL, soon());
    table(client, new ServiceClock(nanos::get))
        .writeChunks("killed-3", new byte[800_000], OptionalLong.empty(), soon());
    Found found = (Found) other.read(Optional.empty(), soon());
    assertThat(found.entry().stamp()).isEqualTo(entry.stamp());
    assertThat(chunks()).hasSize(4);
    pass(LEASE);

    Held a = lead(other, "a");
    other.publish("a", entry(a.epoch(), 1, 10), TTL, soon());

    assertThat(chunks()).hasSize(1);
  }

  @Test
  void missingChunkMakesAShorterPayloadForTheEngineToJudge() {
    Held a = lead(store, "a");
    store.publish("a", entry(a.epoch(), 1, 800_000), TTL, soon());
    chunks().stream()
        .map(SharedTable::sortKey)
        .filter(sortKey -> sortKey.endsWith("#1"))
        .forEach(
            sortKey ->
                client.deleteItem(
                    request ->
                        request
                            .tableName(SharedTable.NAME)
                            .key(SharedTable.key(serviceKey, sortKey))));
    assertThat(chunks()).hasSize(2);

    Found found = (Found) other.read(Optional.empty(), soon());
    assertThat(found.entry().payload().length).isLessThan(800_000);

    other.discard(found.entry().stamp(), soon());
    assertThat(other.read(Optional.empty(), soon())).isInstanceOf(Absent.class);
    assertThat(chunks()).isEmpty();
  }

  @Test
  void entryThatNobodyLeadsForDiesForEveryoneByTheServicesClock() {
    Held a = lead(store, "a");
    store.publish("a", entry(a.epoch(), 1, 10), TTL, soon());
    pass(TTL.minusSeconds(1));
    assertThat(other.stamp(soon())).isPresent();
    lead(store, "a");
    pass(TTL);
    assertThat(other.stamp(soon())).isPresent();
    pass(Duration.ofSeconds(4));
    assertThat(other.stamp(soon())).isEmpty();
    assertThat(store().read(Optional.empty(), soon())).isInstanceOf(Absent.class);

    pass(LEASE);
    assertThat(lead(other, "b").entry()).isEmpty();
    assertThat(store().stamp(soon())).isEmpty();
  }

  @Test
  void ageOfAnEntryIsTheServicesTimeSinceItWasPublished() {
    Held a = lead(store, "a");
    store.publish("a", entry(a.epoch(), 1, 10), TTL, soon());
    pass(Duration.ofMinutes(10));
    lead(store, "a");

    Found found = (Found) other.read(Optional.empty(), soon());

    assertThat(found.sincePublish().orElseThrow())
        .isBetween(Duration.ofMinutes(10), Duration.ofMinutes(10).plusSeconds(4));
  }

  @Test
  void chunksAreGivenMoreTimeWhileTheLeaderFindsThemUnchanged() {
    Held a = lead(store, "a");
    store.publish("a", entry(a.epoch(), 1, 800_000), TTL, soon());
    long begin = BEGIN.toEpochSecond();
    assertThat(expiries()).hasSize(3).allMatch(time -> time >= begin + days(15));

    Duration period = TTL.minusMinutes(1);
    for (int i = 1; i <= 60; i++) {
      pass(period);
      lead(store, "a");
      long now = begin + i * period.toSeconds() - 5;
      assertThat(expiries()).hasSize(3).allMatch(time -> time >= now + days(8));
      assertThat(leaseExpiry()).isGreaterThanOrEqualTo(now + days(8));
    }
    assertThat(other.read(Optional.empty(), soon())).isInstanceOf(Found.class);
  }

  private static long days(int days) {
    return Duration.ofDays(days).toSeconds() - 5;
  }

  private List<Long> expiries() {
    return chunks().stream()
        .map(item -> Long.valueOf(requireNonNull(item.get("expiresAt")).n()))
        .toList();
  }

  private Map<String, AttributeValue> leaseItem() {
    return client.getItem(request -> request.tableName(SharedTable.NAME).key(leaseKey)).item();
  }

  private long leaseExpiry() {
    return Long.parseLong(requireNonNull(leaseItem().get("expiresAt")).n());
  }

  @Test
  void readerThatRacesAReplacementReadsTheNewEntryWhole() {
    Held a = lead(store, "a");
    store.publish("a", entry(a.epoch(), 1, 800_000), TTL, soon());
    Entry second = entry(a.epoch(), 2, 500_000);
    race.before(
        BatchGetItemRequest.class,
        () -> assertThat(store.publish("a", second, TTL, soon())).isTrue());

    Found found = (Found) other.read(Optional.empty(), soon());

    assertThat(found.entry().stamp()).isEqualTo(second.stamp());
    assertThat(found.entry().payload()).isEqualTo(second.payload());
  }

  @Test
  void newcomersInspectionTellsTimesByTheServicesClock() {
    Held a = lead(store, "a");
    Entry entry = entry(a.epoch(), 1, 800_000);
    store.publish("a", entry, TTL, soon());
    pass(Duration.ofMinutes(5));
    lead(store, "a");
    pass(Duration.ofSeconds(30));

    StoreStatus status = store().inspect(soon());

    LeaseStatus lease = status.lease().orElseThrow();
    assertThat(lease.owner()).isEqualTo("a");
    assertThat(lease.epoch()).hasValue(a.epoch());
    demandAbout(LEASE.minusSeconds(30), lease.left());
    EntryStatus stored = status.entry().orElseThrow();
    assertThat(stored.stamp()).isEqualTo(entry.stamp());
    assertThat(stored.storedBytes()).isEqualTo(800_000);
    demandAbout(Duration.ofMinutes(5).plusSeconds(30), stored.sincePublish());
    demandAbout(Duration.ofSeconds(30), stored.sinceTouch());
    demandAbout(TTL.minusSeconds(30), stored.left());
  }

  private static void demandAbout(Duration expected, Optional<Duration> told) {
    assertThat(told.orElseThrow()).isBetween(expected.minusSeconds(2), expected.plusSeconds(2));
  }

  @Test
  void readThatIsBehindWhatWasSeenIsReadAgainConsistently() {
    Held a = lead(store, "a");
    store.publish("a", entry(a.epoch(), 1, 10), TTL, soon());
    StaleReads stale = new StaleReads();
    UncheckedStore behind =
        store(TestClients.of(SharedTable.get().server().port(), new ServiceTime(), stale));
    assertThat(behind.read(Optional.empty(), soon())).isInstanceOf(Found.class);
    EntryStamp second = new EntryStamp(a.epoch(), 2, "hash-2");
    store.publish("a", entry(a.epoch(), 2, 10), TTL, soon());
    assertThat(behind.stamp(soon())).contains(second);

    stale.answerWithTheFirst = true;

    assertThat(behind.read(Optional.of(second), soon())).isInstanceOf(Unchanged.class);
    assertThat(behind.acquireOrRenew(request("b"), soon()))
        .isEqualTo(new HeldByOther(a.epoch(), Optional.of(second)));
  }

  /** Answers eventually consistent reads of the record with the first one's answer. */
  private static final class StaleReads implements ExecutionInterceptor {
    private @Nullable SdkResponse first;
    private boolean answerWithTheFirst;

    @Override
    public SdkResponse modifyResponse(Context.ModifyResponse context, ExecutionAttributes unused) {
      if (!(context.request() instanceof GetItemRequest get) || get.consistentRead()) {
        return context.response();
      }
      if (first == null) {
        first = context.response();
      }
      return answerWithTheFirst ? first : context.response();
    }
  }

  @Test
  void damagedRecordIsHandedToTheEngine() {
    Map<String, AttributeValue> before = new HashMap<>(leaseKey);
    before.put("epoch", fromN("99999999999999999999"));
    before.put("heartbeat", fromS("many"));
    before.put("entryGeneration", fromS("gone"));
    before.put("entryTtlMillis", fromN("86400000"));
    before.put("data", AttributeValue.fromB(SdkBytes.fromUtf8String("?")));
    client.putItem(request -> request.tableName(SharedTable.NAME).item(before));

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
  void recordIsSmallEnoughForHalfAReadUnitAndOneWriteUnit() {
    Held a = lead(store, "123456-" + "0".repeat(36));
    store.publish("123456-" + "0".repeat(36), entry(a.epoch(), 1, 10_000_000), TTL, soon());

    assertThat(
            client
                .getItem(
                    request ->
                        request
                            .tableName(SharedTable.NAME)
                            .key(leaseKey)
                            .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL))
                .consumedCapacity()
                .capacityUnits())
        .isEqualTo(0.5);
    assertThat(
            client
                .updateItem(
                    request ->
                        request
                            .tableName(SharedTable.NAME)
                            .key(leaseKey)
                            .updateExpression("SET heartbeat = heartbeat + :one")
                            .expressionAttributeValues(Map.of(":one", fromN("1")))
                            .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL))
                .consumedCapacity()
                .capacityUnits())
        .isEqualTo(1.0);
  }

  private void put(String sortKey, Map<String, AttributeValue> attributes) {
    Map<String, AttributeValue> item = new HashMap<>(SharedTable.key(serviceKey, sortKey));
    item.putAll(attributes);
    client.putItem(request -> request.tableName(SharedTable.NAME).item(item));
  }

  private void changeRecord(String name, AttributeValue value) {
    Map<String, AttributeValue> item = new HashMap<>(leaseItem());
    item.put(name, value);
    client.putItem(request -> request.tableName(SharedTable.NAME).item(item));
  }

  @Test
  void keysThatNobodyWritesAreSweptWithTheOldPayloads() {
    Held killed = lead(store, "killed");
    store.publish("killed", entry(killed.epoch(), 1, 10), TTL, soon());
    String chunk = SharedTable.sortKey(chunks().get(0));
    String generation = chunk.substring(0, chunk.lastIndexOf('#'));
    for (String index : List.of("", "x", "-1", "00", "1", "99999999999999999999")) {
      put(generation + "#" + index, Map.of("data", fromS("?")));
    }
    for (int i = 0; i < 60; i++) {
      put("payload#" + i, Map.of());
    }
    assertThat(other.read(Optional.empty(), soon())).isInstanceOf(Found.class);
    pass(LEASE);

    Held a = lead(other, "a");
    other.publish("a", entry(a.epoch(), 1, 10), TTL, soon());

    assertThat(chunks()).hasSize(1);
  }

  @Test
  void payloadThatIsTooLongIsNotTransferred() {
    Held a = lead(store, "a");
    store.publish("a", entry(a.epoch(), 1, 10), TTL, soon());
    // 40 MB by its name; who reads all of it finds chunks missing.
    table(client, new ServiceClock(nanos::get))
        .writeChunks("long-106", new byte[380_000], OptionalLong.empty(), soon());
    changeRecord("entryGeneration", fromS("long-106"));
    try (TcpRelay relay = new TcpRelay("127.0.0.1", SharedTable.get().server().port());
        DynamoDbClient counted = TestClients.of(relay.port(), new ServiceTime())) {
      UncheckedStore reader = store(counted);

      TooLong answer = (TooLong) reader.read(Optional.empty(), soon());

      assertThat(answer.bytes()).isGreaterThan(MOST_BYTES);
      assertThat(answer.start()).hasSize(TooLong.START_BYTES);
      assertThat(relay.bytes()).as("a chunk in Base64").isLessThan(600_000);

      changeRecord("entryGeneration", fromS("gone-9999"));
      assertThat(((Found) reader.read(Optional.empty(), soon())).entry().payload()).isEmpty();
    }
  }

  @Test
  void recordWhoseItemSomebodyFilledIsMadeRoomFor() {
    lead(store, "a");
    Map<String, AttributeValue> full = new HashMap<>(leaseItem());
    full.keySet().removeAll(List.of("owner", "leaseMillis", "entryTtlMillis", "expiresAt"));
    full.put("crowd", fromS("x".repeat(409_300)));
    client.putItem(request -> request.tableName(SharedTable.NAME).item(full));

    String long250 = "a".repeat(250);
    lead(store(), long250);

    assertThat(leaseItem()).doesNotContainKey("crowd").containsEntry("owner", fromS(long250));
  }

  @Test
  void attributesOfLaterVersionsStay() {
    lead(store, "a");
    changeRecord("colour", fromS("blue"));

    lead(store(), "a");
    lead(store, "a");

    assertThat(leaseItem()).containsEntry("colour", fromS("blue"));
  }
}

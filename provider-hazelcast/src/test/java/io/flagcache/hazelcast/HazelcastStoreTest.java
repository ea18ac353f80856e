package io.flagcache.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastJsonValue;
import com.hazelcast.map.IMap;
import io.flagcache.Deadline;
import io.flagcache.core.record.RecordStore;
import io.flagcache.core.store.Entry;
import io.flagcache.core.store.EntryStamp;
import io.flagcache.core.store.LeaseAnswer.Held;
import io.flagcache.core.store.LeaseAnswer.HeldByOther;
import io.flagcache.core.store.LeaseRequest;
import io.flagcache.core.store.ReadAnswer.Absent;
import io.flagcache.core.store.ReadAnswer.Found;
import io.flagcache.kitsupport.TakesTurns;
import io.flagcache.testservers.Fuzz;
import io.flagcache.testservers.HazelcastCluster;
import io.flagcache.testservers.StoreFuzz;
import io.flagcache.testservers.UncheckedStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What only a map and its locks can show, on a member of its own in this JVM, with a clock of the
 * test's. The record's logic is judged in memory.
 */
@ExtendWith(TakesTurns.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class HazelcastStoreTest {

  static final Duration LEASE = Duration.ofSeconds(90);
  static final Duration TTL = Duration.ofHours(24);
  static final String LEASE_KEY = "checkout/lease";

  final AtomicLong nanos = new AtomicLong(1);
  final List<UncheckedStore> stores = new ArrayList<>();
  ExecutorService elsewhere;
  HazelcastInstance member;
  IMap<String, Object> map;
  HazelcastSession session;
  UncheckedStore store;
  UncheckedStore other;

  abstract HazelcastLocking locking();

  abstract void configure(Config config);

  /** Takes the lock on another thread, and keeps it. */
  abstract void lockElsewhere();

  /** Ends the lock of the thread that runs this, as the end of its lease or session would. */
  abstract void loseTheLock();

  @BeforeAll
  void start() {
    elsewhere = Executors.newSingleThreadExecutor();
    Config config = HazelcastCluster.memberConfig("store-" + getClass().getSimpleName(), List.of());
    configure(config);
    member = Hazelcast.newHazelcastInstance(config);
    map = member.getMap("flagcache");
  }

  @AfterAll
  void stop() {
    if (member != null) {
      member.getLifecycleService().terminate();
    }
    elsewhere.shutdownNow();
  }

  @BeforeEach
  void open() {
    map.clear();
    session = session(member);
    store = store(session);
    other = store();
  }

  @AfterEach
  void close() {
    stores.forEach(UncheckedStore::close);
    stores.clear();
  }

  HazelcastSession session(HazelcastInstance instance) {
    return new HazelcastSession(
        new ExternalInstance(instance),
        "flagcache",
        "checkout",
        Optional.of(new Mutexes(locking(), LEASE, nanos::get)));
  }

  UncheckedStore store() {
    return store(session(member));
  }

  UncheckedStore store(HazelcastSession over) {
    UncheckedStore opened =
        new UncheckedStore(new RecordStore<>(new HazelcastBackend(over), 1_000_000, nanos::get));
    stores.add(opened);
    return opened;
  }

  void pass(Duration duration) {
    nanos.addAndGet(duration.toNanos());
  }

  static Deadline soon() {
    return Deadline.after(Duration.ofMinutes(2));
  }

  static LeaseRequest request(String owner) {
    return new LeaseRequest(owner, LEASE, TTL, 0);
  }

  static Entry entry(long epoch, long sequence, int bytes) {
    byte[] payload = new byte[bytes];
    new Random(sequence).nextBytes(payload);
    return new Entry(new EntryStamp(epoch, sequence, "hash-" + sequence), payload);
  }

  static Held lead(UncheckedStore by, String owner) {
    return (Held) by.acquireOrRenew(request(owner), soon());
  }

  List<String> payloads() {
    return map.keySet().stream().filter(key -> key.contains("/payload/")).toList();
  }

  @Test
  void epochIsAboveTheRecordsAndTheEntrysWhateverTheFence() {
    map.set(
        LEASE_KEY,
        "epoch=5000000\nheartbeat=3\nentryGeneration=g\nentryEpoch=6000000\nentryTtlMillis=1000");

    assertThat(lead(store, "a").epoch()).isEqualTo(6_000_001);
  }

  @Test
  void replacedPayloadIsDeleted() {
    Held a = lead(store, "a");
    for (int i = 1; i < 4; i++) {
      assertThat(store.publish("a", entry(a.epoch(), i, 10), TTL, soon())).isTrue();
    }

    Awaitility.await().atMost(HazelcastCluster.PATIENCE).until(() -> payloads().size() == 1);
    assertThat(other.stamp(soon())).contains(new EntryStamp(a.epoch(), 3, "hash-3"));
  }

  @Test
  void changeThatOutlivedItsLockOverwritesNothing() {
    InterceptedInstance intercepted = new InterceptedInstance(member);
    UncheckedStore zombie = store(session(intercepted.instance()));
    Held a = lead(zombie, "a");
    other.acquireOrRenew(request("b"), soon());
    pass(LEASE);
    intercepted.beforeNextWrite(
        () -> {
          loseTheLock();
          lead(other, "b");
        });

    assertThat(zombie.publish("a", entry(a.epoch(), 1, 10), TTL, soon())).isFalse();

    assertThat(other.stamp(soon())).isEmpty();
    assertThat(lead(other, "b")).isNotNull();
  }

  @Test
  void releaseLeavesNoLockBehindThoughGivingItBackFails() {
    InterceptedInstance intercepted = new InterceptedInstance(member);
    UncheckedStore leaving = store(session(intercepted.instance()));
    Held a = lead(leaving, "a");
    intercepted.loseNext("unlock");

    leaving.release("a", a.epoch(), soon());

    assertThat(other.acquireOrRenew(request("b"), soon())).isInstanceOf(Held.class);
  }

  @Test
  void contenderDoesNotWaitForOneWhoIsInside() {
    lockElsewhere();
    Deadline deadline = Deadline.after(Duration.ofMinutes(2));

    assertThat(store.acquireOrRenew(request("a"), deadline))
        .isEqualTo(new HeldByOther(0, Optional.empty()));

    assertThat(deadline.remaining()).isGreaterThan(Duration.ofMinutes(1));
  }

  @Test
  void leaderWaitsForOneWhoIsInsideAndThenSaysSo() {
    lead(store, "a");
    lockElsewhere();

    assertThatThrownBy(
            () -> store.acquireOrRenew(request("a"), Deadline.after(Duration.ofSeconds(6))))
        .hasCauseInstanceOf(TimeoutException.class)
        .hasMessageContaining("lock");
  }

  @Test
  void readsDoNotWaitForOneWhoIsInside() {
    Held a = lead(store, "a");
    store.publish("a", entry(a.epoch(), 1, 10), TTL, soon());
    lockElsewhere();

    assertThat(other.read(Optional.empty(), soon())).isInstanceOf(Found.class);
  }

  @Test
  void recordThatIsNoTextIsTakenOverLikeAnyOther() {
    map.set(LEASE_KEY, 42);
    assertThat(store.stamp(soon())).isEmpty();

    Held a = lead(store, "a");

    assertThat(lead(store, "a")).isEqualTo(a);
    assertThat(other.acquireOrRenew(request("c"), soon())).isInstanceOf(HeldByOther.class);
  }

  @Test
  void payloadKeepsItsTimeToLiveThoughTheRecordIsReplaced() {
    map.set("any", "a", 1, TimeUnit.HOURS);
    map.replace("any", "a", "b");
    assertThat(Objects.requireNonNull(map.getEntryView("any")).getTtl())
        .as("what replace does to a time-to-live")
        .isEqualTo(Long.MAX_VALUE);

    Held a = lead(store, "a");
    store.publish("a", entry(a.epoch(), 1, 10), TTL, soon());
    for (int i = 0; i < 3; i++) {
      pass(TTL.dividedBy(2));
      lead(store, "a");
    }

    assertThat(payloads()).hasSize(1);
    assertThat(Objects.requireNonNull(map.getEntryView(payloads().get(0))).getTtl())
        .isEqualTo(TTL.multipliedBy(2).toMillis());
  }

  @Test
  void newLeaderProlongsThePayloadThatItFinds() {
    Held a = lead(store, "a");
    store.publish("a", entry(a.epoch(), 1, 10), TTL, soon());
    map.setTtl(payloads().get(0), 1, TimeUnit.MINUTES);
    other.stamp(soon());
    pass(LEASE);

    lead(other, "b");

    assertThat(Objects.requireNonNull(map.getEntryView(payloads().get(0))).getTtl())
        .isEqualTo(TTL.multipliedBy(2).toMillis());
  }

  @Test
  void payloadOfAKilledPublisherEndsByItself() {
    session.putPayload("killed", new byte[100], Duration.ofMinutes(10), soon());

    assertThat(other.read(Optional.empty(), soon())).isInstanceOf(Absent.class);
    assertThat(Objects.requireNonNull(map.getEntryView(payloads().get(0))).getTtl())
        .isEqualTo(Duration.ofMinutes(10).toMillis());
  }

  @Test
  void nothingButTextAndBytesIsStored() {
    Held a = lead(store, "a");
    store.publish("a", entry(a.epoch(), 1, 10), TTL, soon());
    other.acquireOrRenew(request("b"), soon());
    other.read(Optional.empty(), soon());

    assertThat(map.entrySet()).hasSize(2);
    assertThat(map.values()).hasOnlyElementsOfTypes(String.class, byte[].class);
  }

  /** One in the map, whatever the workers' lock is. */
  @Test
  void lockThatNobodyGivesBackIsBrokenAfterALease() throws Exception {
    elsewhere.submit(() -> map.lock(LEASE_KEY)).get();
    try {
      Awaitility.await()
          .atMost(HazelcastCluster.PATIENCE)
          .pollDelay(Duration.ZERO)
          .until(
              () -> {
                pass(LEASE.dividedBy(2));
                return leadsWithin(Duration.ofSeconds(1));
              });
    } finally {
      map.forceUnlock(LEASE_KEY);
    }
  }

  private boolean leadsWithin(Duration deadline) {
    try {
      return store.acquireOrRenew(request("a"), Deadline.after(deadline)) instanceof Held;
    } catch (RuntimeException e) {
      return false;
    }
  }

  @Test
  void recordOfAnySizeIsReplaced() {
    map.set(LEASE_KEY, "epoch=" + "7".repeat(5_000_000));

    Held a = lead(store, "a");

    assertThat(lead(store, "a")).isEqualTo(a);
    assertThat(other.acquireOrRenew(request("b"), soon())).isInstanceOf(HeldByOther.class);
  }

  @Test
  void whateverIsStoredSomebodyLeadsAndEverybodyReads() {
    new StoreFuzz(this::store, this::pass, this::damage).run(Duration.ofSeconds(4));
  }

  private void damage(Fuzz fuzz) {
    String key = oneOf(fuzz, List.copyOf(map.keySet()));
    switch (fuzz.random().nextInt(4)) {
      case 0 -> map.delete(key);
      case 1 -> map.set(key, object(fuzz));
      case 2 -> map.set(fuzz.text(), object(fuzz));
      default -> {
        if (map.get(key) instanceof String text && !text.isBlank()) {
          map.set(key, damaged(text, fuzz));
        }
      }
    }
  }

  private static Object object(Fuzz fuzz) {
    return switch (fuzz.random().nextInt(6)) {
      case 0 -> fuzz.damaged(new byte[2000]);
      case 1 -> fuzz.text();
      case 2 -> fuzz.integer();
      case 3 -> new String[] {"a", "b"};
      case 4 -> new HazelcastJsonValue("{}");
      default -> List.of(1L, "a");
    };
  }

  private static String oneOf(Fuzz fuzz, List<String> texts) {
    return texts.get(fuzz.random().nextInt(texts.size()));
  }

  private static String damaged(String record, Fuzz fuzz) {
    String field = oneOf(fuzz, record.lines().toList());
    String value = fuzz.random().nextBoolean() ? fuzz.number() : fuzz.text();
    return record.replace(field, field.replaceAll("=.*", "=") + value);
  }
}

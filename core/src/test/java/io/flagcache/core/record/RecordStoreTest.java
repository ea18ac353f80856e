package io.flagcache.core.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagcache.Deadline;
import io.flagcache.core.store.Access;
import io.flagcache.core.store.Entry;
import io.flagcache.core.store.EntryStamp;
import io.flagcache.core.store.LeaseAnswer;
import io.flagcache.core.store.LeaseAnswer.Held;
import io.flagcache.core.store.LeaseAnswer.HeldByOther;
import io.flagcache.core.store.LeaseRequest;
import io.flagcache.core.store.ReadAnswer;
import io.flagcache.core.store.ReadAnswer.Absent;
import io.flagcache.core.store.ReadAnswer.Found;
import io.flagcache.core.store.ReadAnswer.Unchanged;
import io.flagcache.core.store.StoreStatus.EntryStatus;
import io.flagcache.core.store.StoreStatus.LeaseStatus;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordStoreTest {

  private static final Duration LEASE = Duration.ofSeconds(90);
  private static final Duration TTL = Duration.ofHours(24);
  private static final Duration RESERVE = Duration.ofDays(14);
  private static final Duration TICK = Duration.ofMillis(1);
  private static final int MOST_BYTES = 1000;

  private final TestBackend.Shared shared = new TestBackend.Shared();
  private final TestBackend backend = new TestBackend(shared);
  private final RecordStore<String> store = store(backend);
  private final TestBackend otherBackend = new TestBackend(shared);
  private final RecordStore<String> other = store(otherBackend);

  private RecordStore<String> store(TestBackend over) {
    return new RecordStore<>(over, MOST_BYTES, shared.nanos::get);
  }

  private RecordStore<String> newcomer() {
    TestBackend over = new TestBackend(shared);
    over.hasClock = backend.hasClock;
    over.precision = backend.precision;
    return store(over);
  }

  private void pass(Duration duration) {
    shared.nanos.addAndGet(duration.toNanos());
  }

  private static Deadline soon() {
    return Deadline.after(Duration.ofMinutes(1));
  }

  private static LeaseRequest request(String owner) {
    return new LeaseRequest(owner, LEASE, TTL, 0);
  }

  private static LeaseAnswer asks(RecordStore<String> by, String owner) throws Exception {
    return by.acquireOrRenew(request(owner), soon());
  }

  private static Held leads(RecordStore<String> by, String owner) throws Exception {
    return (Held) asks(by, owner);
  }

  private static Entry entry(long epoch, long sequence) {
    return new Entry(
        new EntryStamp(epoch, sequence, "hash-" + sequence), new byte[] {(byte) sequence});
  }

  private boolean publishes(RecordStore<String> by, String owner, Entry entry) throws Exception {
    return by.publish(owner, entry, TTL, soon());
  }

  private static LeaseStatus lease(String owner, long epoch) {
    return new LeaseStatus(owner, OptionalLong.of(epoch), Optional.empty());
  }

  @Test
  void leaseIsTakenByWhoWatchedItForItsWholeLength() throws Exception {
    Held a = leads(store, "a");
    assertThat(asks(other, "b")).isEqualTo(new HeldByOther(a.epoch(), Optional.empty()));
    pass(LEASE.minus(TICK));
    assertThat(asks(other, "b")).isInstanceOf(HeldByOther.class);
    pass(TICK);
    assertThat(asks(newcomer(), "c")).isInstanceOf(HeldByOther.class);

    assertThat(leads(other, "b").epoch()).isEqualTo(a.epoch() + 1);

    assertThat(asks(store, "a")).isInstanceOf(HeldByOther.class);
    assertThat(publishes(store, "a", entry(a.epoch(), 1))).isFalse();
    assertThat(shared.payloads).isEmpty();
  }

  @Test
  void leaderThatRenewsAtTheLastMomentKeepsTheLease() throws Exception {
    leads(store, "a");
    asks(other, "b");
    pass(LEASE);
    otherBackend.beforeNextReplace(() -> unchecked(() -> leads(store, "a")));

    assertThat(asks(other, "b")).isInstanceOf(HeldByOther.class);
  }

  @Test
  void neitherPublicationNorFillNorDiscardProlongsALease() throws Exception {
    Held a = leads(store, "a");
    asks(other, "b");
    pass(LEASE.dividedBy(2));
    publishes(store, "a", entry(a.epoch(), 1));
    assertThat(asks(other, "b")).isInstanceOf(HeldByOther.class);
    other.discard(entry(a.epoch(), 1).stamp(), soon());
    asks(other, "b");
    other.publishIfAbsent(entry(0, 0), TTL, soon());
    asks(other, "b");
    pass(LEASE.dividedBy(2).minus(TICK));
    assertThat(asks(other, "b")).isInstanceOf(HeldByOther.class);
    pass(TICK);

    assertThat(asks(other, "b")).isInstanceOf(Held.class);
  }

  @Test
  void renewalThatIsSeenTogetherWithAPublicationProlongsTheLease() throws Exception {
    Held a = leads(store, "a");
    publishes(store, "a", entry(a.epoch(), 1));
    asks(other, "b");
    pass(LEASE.dividedBy(2));
    leads(store, "a");
    publishes(store, "a", entry(a.epoch(), 2));
    asks(other, "b");
    pass(LEASE.minus(TICK));
    assertThat(asks(other, "b")).isInstanceOf(HeldByOther.class);
  }

  private interface Step {
    Object run() throws Exception;
  }

  private static void unchecked(Step step) {
    try {
      step.run();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void renewalIsOneConditionalWriteAndAnUnchangedPollOneRead() throws Exception {
    Held a = leads(store, "a");
    publishes(store, "a", entry(a.epoch(), 1));
    leads(store, "a");
    backend.takeCalls();

    assertThat(leads(store, "a"))
        .isEqualTo(new Held(a.epoch(), Optional.of(entry(a.epoch(), 1).stamp())));
    assertThat(backend.takeCalls()).containsExactly("replace");
    asks(other, "b");
    assertThat(otherBackend.takeCalls()).containsExactly("read MAY_LAG");
    publishes(store, "a", entry(a.epoch(), 2));
    assertThat(backend.takeCalls()).containsExactly("put for PT24H", "replace", "delete g1");
  }

  @Test
  void contenderDoesNotWaitForWhoIsJustChangingTheRecord() throws Exception {
    otherBackend.busy = true;
    assertThat(asks(other, "b")).isEqualTo(new HeldByOther(0, Optional.empty()));
    assertThat(otherBackend.takeCalls()).containsExactly("read MAY_LAG", "replace at once");

    leads(store, "a");
    backend.busy = true;
    assertThatThrownBy(() -> asks(store, "a"))
        .isInstanceOf(TimeoutException.class)
        .hasMessageContaining("test backend: the lock");
    assertThatThrownBy(() -> store.release("a", 1, soon())).isInstanceOf(TimeoutException.class);
  }

  @Test
  void epochsAreAboveAllThatIsKnown() throws Exception {
    shared.record = "epoch=5\nentryGeneration=g\nentryEpoch=9\nentryTtlMillis=1000\n";
    assertThat(leads(store, "a").epoch()).isEqualTo(10);
    LeaseRequest floor = new LeaseRequest("a", LEASE, TTL, 20);
    assertThat(((Held) store.acquireOrRenew(floor, soon())).epoch()).isEqualTo(21);
    assertThat(((Held) store.acquireOrRenew(floor, soon())).epoch()).isEqualTo(21);
  }

  @Test
  void ownRenewalWhoseAnswerWasLostIsARenewal() throws Exception {
    backend.loseNextAnswer(() -> {});
    Held a = leads(store, "a");
    backend.loseNextAnswer(() -> {});

    assertThat(leads(store, "a")).isEqualTo(a);
  }

  @Test
  void publicationAndRevocationWhoseAnswersWereLostAreDone() throws Exception {
    Held a = leads(store, "a");
    publishes(store, "a", entry(a.epoch(), 1));
    backend.loseNextAnswer(() -> {});

    assertThat(publishes(store, "a", entry(a.epoch(), 2))).isTrue();

    assertThat(shared.payloads).containsOnlyKeys("g2");
    otherBackend.loseNextAnswer(() -> {});
    assertThat(other.revoke(lease("a", a.epoch()), soon())).isTrue();
    assertThat(other.revoke(lease("a", a.epoch()), soon())).isFalse();
  }

  @Test
  void publicationWhoseAnswerWasLostIsDoneThoughTheRecordHasChangedSince() throws Exception {
    Held a = leads(store, "a");
    backend.loseNextAnswer(() -> unchecked(() -> other.revoke(lease("a", a.epoch()), soon())));

    assertThat(publishes(store, "a", entry(a.epoch(), 1))).isTrue();

    assertThat(other.stamp(soon())).contains(entry(a.epoch(), 1).stamp());
  }

  @Test
  void publisherWhoseLeaseEndsWhileItWritesThePayloadLeavesNone() throws Exception {
    Held a = leads(store, "a");
    backend.beforeNextReplace(() -> unchecked(() -> other.revoke(lease("a", a.epoch()), soon())));

    assertThat(publishes(store, "a", entry(a.epoch(), 1))).isFalse();

    assertThat(shared.payloads).isEmpty();
    assertThat(other.stamp(soon())).isEmpty();
  }

  @Test
  void revocationIsNotTakenForTheReleaseThatCameFirst() throws Exception {
    Held a = leads(store, "a");
    otherBackend.beforeNextReplace(
        () ->
            unchecked(
                () -> {
                  store.release("a", a.epoch(), soon());
                  return a;
                }));

    assertThat(other.revoke(lease("a", a.epoch()), soon())).isFalse();
    assertThat(other.revoke(new LeaseStatus("a", OptionalLong.empty(), Optional.empty()), soon()))
        .isFalse();
  }

  @Test
  void revokedLeaderIsRefusedAndMayLeadAgainUnderAGreaterEpoch() throws Exception {
    Held a = leads(store, "a");
    assertThat(other.revoke(lease("a", a.epoch()), soon())).isTrue();

    assertThat(publishes(store, "a", entry(a.epoch(), 1))).isFalse();
    Held again = leads(store, "a");
    assertThat(again.epoch()).isEqualTo(a.epoch() + 1);
    assertThat(publishes(store, "a", entry(a.epoch(), 1))).isFalse();
    assertThat(other.revoke(lease("a", a.epoch()), soon())).isFalse();
    assertThat(leads(store, "a")).isEqualTo(again);
  }

  @Test
  void revocationOfAnotherLeaseFreesNobodyAndCostsTheRevokerNoRead() throws Exception {
    Held a = leads(store, "a");
    other.revoke(lease("a", a.epoch()), soon());
    Held b = leads(other, "b");
    assertThat(other.revoke(lease("a", a.epoch()), soon())).isFalse();
    assertThat(store.revoke(lease("b", a.epoch()), soon())).isFalse();
    assertThat(store.revoke(lease("a", b.epoch()), soon())).isFalse();
    otherBackend.takeCalls();

    assertThat(leads(other, "b")).isEqualTo(b);

    assertThat(otherBackend.takeCalls()).containsExactly("replace");
  }

  @Test
  void releaseEndsTheLeaseOfThatEpochAlone() throws Exception {
    Held a = leads(store, "a");
    store.release("a", a.epoch() + 1, soon());
    other.release("b", a.epoch(), soon());
    assertThat(asks(other, "b")).isInstanceOf(HeldByOther.class);

    store.release("a", a.epoch(), soon());

    assertThat(leads(other, "b").epoch()).isEqualTo(a.epoch() + 1);
  }

  @Test
  void changesGoOnThoughOthersChangeTheRecordInBetween() throws Exception {
    Held a = leads(store, "a");
    otherBackend.beforeNextReplace(() -> unchecked(() -> leads(store, "a")));
    assertThat(other.publishIfAbsent(entry(0, 0), TTL, soon())).isTrue();
    backend.takeCalls();

    assertThat(leads(store, "a").entry()).contains(entry(0, 0).stamp());
    assertThat(backend.takeCalls()).containsExactly("replace", "replace");
    assertThat(publishes(store, "a", entry(a.epoch(), 1))).isTrue();
    assertThat(other.publishIfAbsent(entry(0, 0), TTL, soon())).isFalse();
    assertThat(shared.payloads).hasSize(1);
  }

  @Test
  void whoIsAlwaysTooLateGivesUpAtItsDeadline() {
    backend.beforeNextReplace(() -> shared.record = "owner=x\nepoch=3\n");
    Deadline passed = Deadline.after(Duration.ZERO);
    assertThatThrownBy(() -> store.publishIfAbsent(entry(0, 0), TTL, passed))
        .isInstanceOf(TimeoutException.class)
        .hasMessageContaining("changed by others");
  }

  @Test
  void publicationIfAbsentThatRacesAPublicationReplacesNothing() throws Exception {
    Held a = leads(store, "a");
    otherBackend.beforeNextReplace(
        () -> unchecked(() -> publishes(store, "a", entry(a.epoch(), 1))));

    assertThat(other.publishIfAbsent(entry(0, 0), TTL, soon())).isFalse();

    assertThat(other.stamp(soon())).contains(entry(a.epoch(), 1).stamp());
    assertThat(shared.payloads).hasSize(1);
  }

  @Test
  void readerThatFindsAPayloadReplacedReadsTheNewOne() throws Exception {
    Held a = leads(store, "a");
    publishes(store, "a", entry(a.epoch(), 1));
    otherBackend.lagging = shared.record;
    publishes(store, "a", entry(a.epoch(), 2));

    Found found = (Found) other.read(Optional.empty(), soon());

    assertThat(found.entry().stamp()).isEqualTo(entry(a.epoch(), 2).stamp());
    assertThat(found.entry().payload()).containsExactly(2);
    assertThat(other.read(Optional.of(found.entry().stamp()), soon()))
        .isInstanceOf(Unchanged.class);
  }

  @Test
  void lostPayloadIsDamageForTheEngine() throws Exception {
    Held a = leads(store, "a");
    publishes(store, "a", entry(a.epoch(), 1));
    shared.payloads.clear();

    Found found = (Found) other.read(Optional.empty(), soon());
    assertThat(found.entry().payload()).isEmpty();
    other.discard(entry(a.epoch(), 7).stamp(), soon());
    assertThat(other.stamp(soon())).isPresent();
    other.discard(found.entry().stamp(), soon());

    assertThat(other.read(Optional.empty(), soon())).isInstanceOf(Absent.class);
    assertThat(leads(store, "a").entry()).isEmpty();
  }

  @Test
  void readThatIsBehindWhatWasSeenIsReadAgain() throws Exception {
    Held a = leads(store, "a");
    publishes(store, "a", entry(a.epoch(), 1));
    String before = shared.record;
    publishes(store, "a", entry(a.epoch(), 2));
    Optional<EntryStamp> known = other.stamp(soon());
    otherBackend.lagging = before;
    otherBackend.takeCalls();

    assertThat(other.read(known, soon())).isInstanceOf(Unchanged.class);
    assertThat(otherBackend.takeCalls()).containsExactly("read MAY_LAG", "read LATEST");
    otherBackend.lagging = null;
    other.read(known, soon());
    assertThat(otherBackend.takeCalls()).containsExactly("read MAY_LAG");
    otherBackend.lagging = before.replaceAll("(?m)^epoch=.*$", "epoch=0");
    other.read(known, soon());
    assertThat(otherBackend.takeCalls()).containsExactly("read MAY_LAG", "read LATEST");
  }

  @Test
  void entryDiesForWhoWatchedIt() throws Exception {
    Held a = leads(store, "a");
    publishes(store, "a", entry(a.epoch(), 1));
    other.stamp(soon());
    pass(TTL.minus(TICK));
    assertThat(other.stamp(soon())).isPresent();
    pass(TICK);
    assertThat(other.stamp(soon())).isEmpty();
    assertThat(other.inspect(soon()).entry()).isEmpty();
    assertThat(newcomer().stamp(soon())).isPresent();

    assertThat(leads(other, "b").entry()).isEmpty();
    assertThat(newcomer().stamp(soon())).isEmpty();
    assertThat(shared.payloads).isEmpty();
  }

  @Test
  void entryThatReplacesAnExpiredOneLeavesNoPayloadOfIt() throws Exception {
    assertThat(store.publishIfAbsent(entry(0, 0), TTL, soon())).isTrue();
    other.stamp(soon());
    pass(TTL);

    assertThat(other.publishIfAbsent(entry(0, 2), TTL, soon())).isTrue();

    assertThat(shared.payloads).containsOnlyKeys("g2");
  }

  @Test
  void leaderThatSleptForLongerThanTheEntryLivesDoesNotReviveIt() throws Exception {
    Held a = leads(store, "a");
    publishes(store, "a", entry(a.epoch(), 1));
    pass(TTL);

    assertThat(leads(store, "a").entry()).isEmpty();
  }

  @Test
  void entryDiesForNewcomersByTheBackendsClock() throws Exception {
    backend.hasClock = true;
    backend.precision = Duration.ofSeconds(2);
    Held a = leads(store, "a");
    publishes(store, "a", entry(a.epoch(), 1));
    pass(TTL.minus(TICK));
    leads(store, "a");
    pass(TTL.plusSeconds(2));
    assertThat(newcomer().stamp(soon())).isPresent();
    pass(TICK);
    assertThat(newcomer().stamp(soon())).isEmpty();
    assertThat(asks(newcomer(), "b")).as("no lease ends by it").isInstanceOf(HeldByOther.class);
  }

  @Test
  void ageOfAnEntryIsRoundedUp() throws Exception {
    backend.hasClock = true;
    backend.precision = Duration.ofSeconds(2);
    Held a = leads(store, "a");
    publishes(store, "a", entry(a.epoch(), 1));
    pass(Duration.ofMinutes(10));
    leads(store, "a");

    Found found = (Found) newcomer().read(Optional.empty(), soon());
    assertThat(found.sincePublish()).contains(Duration.ofMinutes(10).plusSeconds(2));
    assertThat(store.agePrecision()).isEqualTo(Duration.ofSeconds(4));
    assertThat(((Found) other.read(Optional.empty(), soon())).sincePublish()).isEmpty();
  }

  @Test
  void inspectionWithoutAClockTellsWhatWasWatched() throws Exception {
    Held a = leads(store, "a");
    publishes(store, "a", entry(a.epoch(), 1));
    EntryStamp stamp = entry(a.epoch(), 1).stamp();

    assertThat(other.inspect(soon()).lease()).contains(lease("a", a.epoch()));
    assertThat(other.inspect(soon()).entry())
        .contains(new EntryStatus(stamp, 1, Optional.empty(), Optional.empty(), Optional.empty()));
    leads(store, "a");
    other.inspect(soon());
    Duration second = Duration.ofSeconds(1);
    pass(second);
    assertThat(other.inspect(soon()).lease().orElseThrow().left()).contains(LEASE.minus(second));
    assertThat(other.inspect(soon()).entry())
        .contains(
            new EntryStatus(
                stamp, 1, Optional.empty(), Optional.of(second), Optional.of(TTL.minus(second))));
    pass(LEASE.minus(second));
    assertThat(other.inspect(soon()).lease()).isEmpty();
    store.release("a", a.epoch(), soon());
    assertThat(other.inspect(soon()).entry().orElseThrow().sinceTouch()).isEmpty();
    assertThat(other.inspect(soon()).entry().orElseThrow().left()).contains(TTL);
  }

  @Test
  void inspectionTellsByTheBackendsClockIfThereIsOne() throws Exception {
    backend.hasClock = true;
    Held a = leads(store, "a");
    publishes(store, "a", entry(a.epoch(), 1));
    pass(Duration.ofMinutes(5));
    leads(store, "a");
    Duration half = Duration.ofSeconds(30);
    pass(half);
    RecordStore<String> newcomer = newcomer();

    assertThat(newcomer.inspect(soon()).lease().orElseThrow().left()).contains(LEASE.minus(half));
    assertThat(newcomer.inspect(soon()).entry())
        .contains(
            new EntryStatus(
                entry(a.epoch(), 1).stamp(),
                1,
                Optional.of(half.plusMinutes(5)),
                Optional.of(half),
                Optional.of(TTL.minus(half))));
    pass(LEASE.minus(half).plus(TICK));
    assertThat(newcomer().inspect(soon()).lease()).isEmpty();
    assertThat(newcomer().inspect(soon()).entry()).isPresent();
  }

  @Test
  void inspectionNeitherRenewsNorDisturbsWhoWatches() throws Exception {
    leads(store, "a");
    String before = shared.record;
    asks(other, "b");
    pass(LEASE.minus(TICK));
    store.inspect(soon());
    other.inspect(soon());
    assertThat(asks(other, "b")).isInstanceOf(HeldByOther.class);
    assertThat(shared.record).isEqualTo(before);
    pass(TICK);

    assertThat(leads(other, "b")).isNotNull();
  }

  @Test
  void leaseThatIsOverByTheClockIsNotShownButWatchedAllTheSame() throws Exception {
    backend.hasClock = true;
    otherBackend.hasClock = true;
    leads(store, "a");
    pass(LEASE.plus(TICK));

    assertThat(other.inspect(soon()).lease()).isEmpty();

    assertThat(asks(other, "b")).isInstanceOf(HeldByOther.class);
  }

  @Test
  void inspectionBelievesTheLongerTimeIfClockAndWatchingDiffer() throws Exception {
    otherBackend.hasClock = true;
    backend.hasClock = true;
    leads(store, "a");
    other.inspect(soon());
    pass(Duration.ofSeconds(10));
    leads(store, "a");
    shared.record = shared.record.replaceAll("(?m)^renewedAt=.*$", "renewedAt=1900000000000");
    other.inspect(soon());
    Duration half = Duration.ofSeconds(30);
    pass(half);

    assertThat(other.inspect(soon()).lease().orElseThrow().left()).contains(LEASE.minus(half));
    shared.record = shared.record.replaceAll("(?m)^renewedAt=.*$", "renewedAt=1800000000000");
    pass(half);
    assertThat(other.inspect(soon()).lease().orElseThrow().left())
        .contains(LEASE.minus(half.multipliedBy(2).plusSeconds(10)));
  }

  @Test
  void lengthIsReadWhereTheRecordDoesNotSay() throws Exception {
    Held a = leads(store, "a");
    publishes(store, "a", entry(a.epoch(), 1));
    shared.record = shared.record.replaceAll("(?m)^entryBytes=.*\n", "");
    assertThat(other.inspect(soon()).entry().orElseThrow().storedBytes()).isEqualTo(1);
    assertThat(otherBackend.takeCalls()).containsExactly("read LATEST", "get");

    Entry longer = new Entry(entry(a.epoch(), 2).stamp(), new byte[20]);
    otherBackend.beforeNextGet(() -> unchecked(() -> publishes(store, "a", longer)));
    assertThat(other.inspect(soon()).entry().orElseThrow().storedBytes()).isEqualTo(20);
    assertThat(otherBackend.takeCalls()).containsExactly("read LATEST", "get", "read LATEST");

    shared.record = shared.record.replaceAll("(?m)^entryBytes=.*\n", "");
    shared.payloads.clear();
    assertThat(other.inspect(soon()).entry().orElseThrow().storedBytes()).isZero();
  }

  @Test
  void firstPublicationOfEachLeaderDeletesWhatWasLeft() throws Exception {
    Held a = leads(store, "a");
    shared.payloads.put("left-1", new byte[0]);
    publishes(store, "a", entry(a.epoch(), 1));
    assertThat(shared.payloads).containsOnlyKeys("g1");
    shared.payloads.put("left-2", new byte[0]);
    publishes(store, "a", entry(a.epoch(), 2));
    assertThat(shared.payloads).containsOnlyKeys("g2", "left-2");
    store.release("a", a.epoch(), soon());
    Held b = leads(store, "a");
    backend.failsToTidy = true;
    assertThat(publishes(store, "a", entry(b.epoch(), 1))).isTrue();
    backend.failsToTidy = false;
    publishes(store, "a", entry(b.epoch(), 2));
    assertThat(shared.payloads).containsOnlyKeys("g4");
  }

  @Test
  void firstPublicationOverAnEntryDeletesItsPayloadTogetherWithWhatWasLeft() throws Exception {
    Held a = leads(store, "a");
    publishes(store, "a", entry(a.epoch(), 1));
    store.release("a", a.epoch(), soon());
    Held b = leads(store, "b");
    backend.takeCalls();

    publishes(store, "b", entry(b.epoch(), 1));

    assertThat(backend.takeCalls())
        .containsExactly("put for PT24H", "replace", "delete all but g2");
  }

  @Test
  void payloadIsKeptAliveWhenHalfOfTheReserveIsUsedUp() throws Exception {
    for (boolean clock : new boolean[] {false, true}) {
      shared.record = "";
      backend.hasClock = clock;
      backend.reserve = RESERVE;
      Held a = leads(store, "a");
      publishes(store, "a", entry(a.epoch(), 1));
      assertThat(backend.takeCalls()).contains("put for " + TTL.plus(RESERVE));
      for (int day = 1; day <= 7; day++) {
        pass(TTL.minusMinutes(1));
        leads(store, "a");
      }
      pass(Duration.ofMinutes(7));
      leads(store, "a");
      assertThat(backend.takeCalls()).containsOnly("replace");
      pass(TICK);
      backend.failsToTidy = true;
      assertThat(leads(store, "a")).isNotNull();
      backend.failsToTidy = false;
      assertThat(leads(store, "a")).isNotNull();
      assertThat(backend.takeCalls())
          .filteredOn(call -> call.startsWith("keep"))
          .hasSize(2)
          .allMatch(call -> call.endsWith(" for " + TTL.plus(RESERVE)));
      leads(store, "a");
      assertThat(backend.takeCalls()).containsExactly("replace");
    }
  }

  @Test
  void renewalStandsThoughTheLifeOfThePayloadCannotBeRecorded() throws Exception {
    backend.hasClock = true;
    backend.reserve = RESERVE;
    Held a = leads(store, "a");
    publishes(store, "a", entry(a.epoch(), 1));
    for (int day = 1; day <= 7; day++) {
      pass(TTL.minusMinutes(1));
      leads(store, "a");
    }
    pass(Duration.ofMinutes(8));
    backend.takeCalls();
    backend.beforeNextReplace(() -> {});
    backend.beforeNextReplace(
        () -> {
          throw new IllegalStateException("the connection is cut");
        });

    assertThat(leads(store, "a").epoch()).isEqualTo(a.epoch());
    assertThat(backend.takeCalls()).filteredOn(call -> call.startsWith("keep")).hasSize(1);
  }

  @Test
  void nextLeaderKnowsByTheClockWhetherThePayloadLives() throws Exception {
    for (boolean clock : new boolean[] {false, true}) {
      shared.record = "";
      backend.hasClock = clock;
      otherBackend.hasClock = clock;
      backend.reserve = RESERVE;
      otherBackend.reserve = RESERVE;
      Held a = leads(store, "a");
      publishes(store, "a", entry(a.epoch(), 1));
      store.release("a", a.epoch(), soon());
      otherBackend.takeCalls();
      leads(other, "b");
      assertThat(otherBackend.takeCalls())
          .filteredOn(call -> call.startsWith("keep"))
          .hasSize(clock ? 0 : 1);
    }
  }

  @Test
  void damagedRecordIsTakenOverLikeAnyOther() throws Exception {
    shared.record = "owner=" + "x".repeat(1000) + "\nepoch=many\nleaseMillis=9223372036854775807\n";
    Held a = leads(store, "a");
    assertThat(leads(store, "a")).isEqualTo(a);
    assertThat(asks(other, "b")).isInstanceOf(HeldByOther.class);

    shared.record = "owner=x\nepoch=7\nleaseMillis=9223372036854775807\n";
    assertThat(leads(other, "b").epoch()).isEqualTo(8);
  }

  @Test
  void whatCannotBeReadIsSaidOnceAndAgainWhenItIsSomethingElse() throws Exception {
    PrintStream realErr = System.err;
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    System.setErr(new PrintStream(log, true, UTF_8));
    try {
      store.stamp(soon());
      assertThat(warnings(log)).isEmpty();
      shared.record = "epoch=many\n";
      store.stamp(soon());
      store.stamp(soon());
      assertThat(warnings(log)).singleElement().asString().contains("[epoch]");
      shared.record = "leaseMillis=long\n";
      store.stamp(soon());
      shared.record = "epoch=0\n";
      store.stamp(soon());
      assertThat(warnings(log)).hasSize(2).last().asString().contains("[leaseMillis]");
    } finally {
      System.setErr(realErr);
    }
  }

  private static List<String> warnings(ByteArrayOutputStream log) {
    return log.toString(UTF_8).lines().filter(line -> line.contains("counts as absent")).toList();
  }

  @Test
  void closesItsBackendAndHasItsNameAndRights() {
    assertThat(store).hasToString("test backend");
    assertThat(store.rights(Access.WRITE)).isEqualTo("WRITE");
    store.close();
    assertThat(backend.closed).isTrue();
  }

  @Test
  void payloadAtTheLimitIsReadAndGoesWithItsEntry() throws Exception {
    Held a = leads(store, "a");
    byte[] payload = new byte[MOST_BYTES];
    EntryStamp stamp = entry(a.epoch(), 1).stamp();
    publishes(store, "a", new Entry(stamp, payload));

    assertThat(((Found) other.read(Optional.empty(), soon())).entry().payload()).isEqualTo(payload);
    other.discard(stamp, soon());
    assertThat(shared.payloads).isEmpty();
  }

  @Test
  void payloadThatIsTooLongIsToldByItsStart() throws Exception {
    Held a = leads(store, "a");
    byte[] payload = new byte[MOST_BYTES + 1];
    payload[0] = 7;
    publishes(store, "a", new Entry(entry(a.epoch(), 1).stamp(), payload));

    ReadAnswer.TooLong answer = (ReadAnswer.TooLong) other.read(Optional.empty(), soon());

    assertThat(answer.stamp()).isEqualTo(entry(a.epoch(), 1).stamp());
    assertThat(answer.bytes()).isEqualTo(MOST_BYTES + 1);
    assertThat(answer.start()).hasSize(ReadAnswer.TooLong.START_BYTES).startsWith(7, 0);
    other.discard(answer.stamp(), soon());
    assertThat(other.read(Optional.empty(), soon())).isInstanceOf(ReadAnswer.Absent.class);
  }

  @ParameterizedTest
  @CsvSource({"3600000, false", "3600001, true", "31622400000, true"})
  void leaseThatIsMuchLongerThanAnybodysIsDamage(long stored, boolean takenOver) throws Exception {
    leads(store, "a");
    shared.record = shared.record.replaceAll("(?m)^leaseMillis=.*$", "leaseMillis=" + stored);

    assertThat(asks(other, "b") instanceof Held).isEqualTo(takenOver);
  }

  @Test
  void wrongLengthThatCouldBeSomebodysLastsUntilTheLeadersNextPoll() throws Exception {
    leads(store, "a");
    shared.record = shared.record.replaceAll("(?m)^leaseMillis=.*$", "leaseMillis=3600000");
    asks(other, "b");
    pass(LEASE);
    assertThat(asks(other, "b")).isInstanceOf(HeldByOther.class);

    leads(store, "a");
    asks(other, "b");
    pass(LEASE);

    assertThat(asks(other, "b")).isInstanceOf(Held.class);
  }

  @Test
  void longLeasesAreRespectedByThoseWhoseOwnAreLong() throws Exception {
    leads(store, "a");
    Duration day = Duration.ofDays(1);
    shared.record =
        shared.record.replaceAll("(?m)^leaseMillis=.*$", "leaseMillis=" + day.toMillis());
    LeaseRequest longer = new LeaseRequest("b", Duration.ofHours(3), TTL, 0);

    assertThat(other.acquireOrRenew(longer, soon())).isInstanceOf(LeaseAnswer.HeldByOther.class);
  }

  @Test
  void publicationStandsThoughThePayloadBeforeItCannotBeDeleted() throws Exception {
    Held a = leads(store, "a");
    publishes(store, "a", entry(a.epoch(), 1));
    backend.failsToTidy = true;

    assertThat(publishes(store, "a", entry(a.epoch(), 2))).isTrue();
    assertThat(other.stamp(soon())).contains(entry(a.epoch(), 2).stamp());
  }

  @Test
  void tidyingUpLeavesTimeForTheAnswer() throws Exception {
    Held a = leads(store, "a");
    Deadline deadline = Deadline.after(Duration.ofMinutes(1));
    store.publish("a", entry(a.epoch(), 1), TTL, deadline);
    store.publish("a", entry(a.epoch(), 2), TTL, deadline);

    assertThat(backend.deadlinesToTidy)
        .hasSize(2)
        .allMatch(each -> each.remaining().compareTo(Duration.ofSeconds(31)) < 0);
  }
}

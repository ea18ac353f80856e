package io.flagcache.core;

import static io.flagcache.core.Fleet.LEASE;
import static io.flagcache.core.Fleet.POLL;
import static io.flagcache.core.Fleet.version;
import static io.flagcache.core.ScriptedStore.Fault.ANSWER_LATE;
import static io.flagcache.core.ScriptedStore.Fault.NONE;
import static io.flagcache.core.ScriptedStore.Fault.QUESTION_LATE;
import static io.flagcache.core.ScriptedStore.Fault.QUESTION_LOST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagcache.Deadline;
import io.flagcache.core.FlagCacheEvent.OutageBegan;
import io.flagcache.core.FlagCacheEvent.OutageEnded;
import io.flagcache.core.FlagCacheEvent.Republished;
import io.flagcache.core.FlagCacheEvent.ServedFromMemory;
import io.flagcache.core.Fleet.Worker;
import io.flagcache.core.store.Entry;
import io.flagcache.core.store.PayloadFormat;
import io.flagcache.core.store.ReadAnswer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OutageTest {

  private final Fleet fleet = new Fleet();

  private Worker holdingWorker() throws Exception {
    Worker worker =
        fleet.worker(
            builder -> builder.outagePolicy(OutagePolicy.HOLD).holdLimit(Duration.ofMinutes(10)));
    worker.poll();
    worker.takeEvents();
    return worker;
  }

  private static void receiveDuringOutage(Worker worker, int version) {
    assertThatThrownBy(worker::shouldFetch).hasMessageContaining("down");
    assertThatThrownBy(() -> worker.received(version)).hasMessageContaining("down");
  }

  @Test
  void withFetchEveryCallFailsAndTheOutageIsReportedOnce() throws Exception {
    fleet.leaderOf(1);
    Worker follower = fleet.settledWorker();
    fleet.backend.cut();

    for (int poll = 0; poll < 3; poll++) {
      assertThatThrownBy(follower::shouldFetch).hasMessageContaining("down");
      assertThatThrownBy(follower::get).hasMessageContaining("down");
      fleet.clock.advance(POLL);
    }
    fleet.backend.restore();
    follower.poll();

    List<FlagCacheEvent> events = follower.takeEvents();
    assertThat(events).hasSize(3);
    assertThat(events.get(0)).isInstanceOf(OutageBegan.class);
    assertThat(events.get(1)).isEqualTo(new OutageEnded(POLL.multipliedBy(3)));
  }

  @Test
  void withHoldTheLastDefinitionsAreKeptForABoundedTime() throws Exception {
    fleet.leaderOf(1);
    Worker follower = holdingWorker();
    fleet.backend.cut();

    Duration outage = Duration.ZERO;
    while (outage.compareTo(Duration.ofMinutes(10)) < 0) {
      assertThat(follower.poll()).contains(version(1));
      fleet.clock.advance(POLL);
      outage = outage.plus(POLL);
    }
    assertThatThrownBy(follower::shouldFetch).hasMessageContaining("down");
    assertThatThrownBy(follower::get).hasMessageContaining("down");
    assertThat(follower.takeEvents().stream().filter(ServedFromMemory.class::isInstance))
        .hasSize(1);
  }

  @Test
  void aBackendThatAnswersSomeQuestionsAndRefusesOthersIsOneOutage() throws Exception {
    fleet.leaderOf(1);
    Worker follower = fleet.settledWorker();

    for (int poll = 0; poll < 20; poll++) {
      follower.store.next(QUESTION_LOST, QUESTION_LOST, NONE);
      assertThatThrownBy(follower::shouldFetch).hasMessage("question lost");
      assertThat(follower.get()).contains(version(1));
      fleet.clock.advance(POLL);
    }
    assertThat(follower.takeEvents()).hasOnlyElementsOfType(OutageBegan.class).hasSize(1);

    follower.poll();
    assertThat(follower.takeEvents()).first().isEqualTo(new OutageEnded(POLL.multipliedBy(20)));
  }

  @Test
  void anOutageOfSomethingThatIsNotAskedAgainEndsWhenNothingFailsForALease() throws Exception {
    fleet.leaderOf(1);
    Worker follower = fleet.settledWorker();
    follower.store.next(QUESTION_LOST);
    assertThatThrownBy(follower::get).hasMessage("question lost");

    fleet.clock.advance(LEASE.minusNanos(1));
    follower.shouldFetch();
    assertThat(follower.takeEvents()).hasOnlyElementsOfType(OutageBegan.class);
    fleet.clock.advance(Duration.ofNanos(1));
    follower.shouldFetch();

    assertThat(follower.takeEvents()).first().isEqualTo(new OutageEnded(LEASE));
  }

  @Test
  void aBackendThatFlapsIsReportedTwiceAndNotAtEachTurn() throws Exception {
    fleet.leaderOf(1);
    Worker follower = fleet.settledWorker();

    for (int turn = 0; turn < 20; turn++) {
      fleet.backend.cut();
      assertThatThrownBy(follower::shouldFetch).hasMessageContaining("down");
      fleet.clock.advance(POLL);
      fleet.backend.restore();
      follower.shouldFetch();
      fleet.clock.advance(POLL);
    }
    List<FlagCacheEvent> flapping = follower.takeEvents();
    assertThat(flapping.stream().filter(OutageBegan.class::isInstance)).hasSize(2);
    assertThat(flapping.stream().filter(OutageEnded.class::isInstance)).hasSize(1);

    for (int poll = 0; poll < 4; poll++) {
      follower.shouldFetch();
      fleet.clock.advance(POLL);
    }
    assertThat(follower.takeEvents().stream().filter(OutageEnded.class::isInstance)).hasSize(1);
  }

  @Test
  void withHoldServedFromMemoryIsReportedOnceThoughReadsWork() throws Exception {
    fleet.leaderOf(1);
    Worker follower = holdingWorker();

    for (int poll = 0; poll < 10; poll++) {
      follower.store.next(QUESTION_LOST, QUESTION_LOST, NONE);
      assertThat(follower.shouldFetch()).isFalse();
      fleet.clock.advance(Duration.ofSeconds(2));
      assertThat(follower.get()).contains(version(1));
      fleet.clock.advance(POLL);
    }

    assertThat(follower.takeEvents().stream().filter(ServedFromMemory.class::isInstance))
        .hasSize(1);
  }

  @Test
  void withHoldABackendThatFailedADecisionIsNotWaitedForAgainInTheSamePoll() throws Exception {
    fleet.leaderOf(1);
    Worker follower = holdingWorker();
    fleet.backend.cut();
    follower.store.takeCalls();

    assertThat(follower.poll()).contains(version(1));

    assertThat(follower.store.takeCalls()).doesNotContain("read");
  }

  @Test
  void withHoldAWorkerThatKnowsNothingFails() throws Exception {
    fleet.backend.cut();
    Worker worker = fleet.worker(builder -> builder.outagePolicy(OutagePolicy.HOLD));

    assertThatThrownBy(worker::shouldFetch).hasMessageContaining("down");
    assertThatThrownBy(worker::get).hasMessageContaining("down");
  }

  @Test
  void aWorkerStartedDuringAnOutageStillStartsWarmAfterIt() throws Exception {
    fleet.leaderOf(1).close();
    Worker newcomer = fleet.worker();
    fleet.backend.cut();
    assertThatThrownBy(newcomer::shouldFetch).hasMessageContaining("down");

    fleet.backend.restore();

    assertThat(newcomer.poll()).contains(version(1));
    assertThat(newcomer.shouldFetch()).isTrue();
  }

  @Test
  void aFollowerDoesNotGoBackToTheOldEntryAfterAnOutage() throws Exception {
    Worker leader = fleet.leaderOf(1);
    Worker follower = fleet.settledWorker();
    fleet.clock.advance(POLL);
    fleet.backend.cut();
    receiveDuringOutage(follower, 2);
    fleet.clock.advance(POLL);
    fleet.backend.restore();

    assertThat(follower.poll()).contains(version(2));
    assertThat(follower.poll()).contains(version(2));

    leader.shouldFetch();
    leader.received(3);
    assertThat(follower.poll()).contains(version(3));
  }

  @Test
  void anEntryDoesNotSeemNewerBecauseTheAnswerWasLate() throws Exception {
    fleet.leaderOf(1);
    Worker follower = fleet.settledWorker();
    fleet.clock.advance(Duration.ofSeconds(1));
    fleet.backend.cut();
    receiveDuringOutage(follower, 2);
    fleet.backend.restore();
    follower.store.onSlowness(() -> fleet.clock.advance(Duration.ofSeconds(2)));
    follower.store.next(NONE, ANSWER_LATE);

    assertThat(follower.poll()).contains(version(2));
  }

  @Test
  void whoFilledTheCacheDoesNotHoldThatAgainstTheLeadersBecauseTheQuestionWasLate()
      throws Exception {
    Worker filler = fleet.worker();
    filler.received(1);
    fleet.clock.advance(Duration.ofMillis(10));
    Worker leader = fleet.settledWorker();
    assertThat(leader.shouldFetch()).isTrue();
    leader.received(2);
    filler.store.onSlowness(() -> fleet.clock.advance(Duration.ofSeconds(2)));
    filler.store.next(NONE, QUESTION_LATE);

    filler.shouldFetch();

    assertThat(filler.get()).contains(version(2));
  }

  @Test
  void aFollowerReadsThePassedOverEntryOnce() throws Exception {
    fleet.leaderOf(1);
    Worker follower = fleet.settledWorker();
    fleet.clock.advance(POLL);
    fleet.backend.cut();
    receiveDuringOutage(follower, 2);
    fleet.backend.restore();
    int before = follower.store.payloadsRead();

    follower.poll();
    follower.poll();
    follower.poll();

    assertThat(follower.store.payloadsRead()).isEqualTo(before + 1);
  }

  @Test
  void theTimeToHoldADocumentStandsStillInTheNextOutage() throws Exception {
    fleet.leaderOf(1);
    Worker follower = fleet.settledWorker();
    fleet.clock.advance(POLL);
    fleet.backend.cut();
    receiveDuringOutage(follower, 2);
    fleet.backend.restore();
    assertThat(follower.poll()).contains(version(2));
    fleet.clock.advance(LEASE);

    fleet.backend.cut();
    assertThatThrownBy(follower::shouldFetch).hasMessageContaining("down");
    fleet.clock.advance(LEASE.multipliedBy(10));
    assertThatThrownBy(follower::shouldFetch).hasMessageContaining("down");
    fleet.backend.restore();
    Worker other = fleet.worker();
    other.poll();
    other.shouldFetch();

    assertThat(follower.poll()).contains(version(2));
  }

  @Test
  void aFollowerBelievesTheLeaderAgainWhenItHasHadTimeToPublish() throws Exception {
    Worker leader = fleet.leaderOf(1);
    Worker follower = fleet.settledWorker();
    fleet.clock.advance(POLL);
    fleet.backend.cut();
    receiveDuringOutage(follower, 2);
    fleet.backend.restore();

    for (int poll = 0; poll < 9; poll++) {
      leader.shouldFetch();
      assertThat(follower.poll()).contains(version(2));
      fleet.clock.advance(POLL);
    }
    leader.shouldFetch();
    assertThat(follower.poll()).contains(version(1));
  }

  @Test
  void aFollowerDoesNotGoBackWhileItWaitsToTakeOverFromALeaderThatDied() throws Exception {
    fleet.leaderOf(1);
    Worker follower = fleet.settledWorker();
    Worker other = fleet.settledWorker();
    fleet.backend.cut();
    fleet.clock.advance(LEASE);
    receiveDuringOutage(follower, 2);
    fleet.backend.restore();
    assertThat(follower.get()).contains(version(2));
    fleet.clock.advance(Duration.ofSeconds(1));
    assertThat(other.shouldFetch()).isTrue();

    for (int poll = 0; poll < 3; poll++) {
      assertThat(follower.poll()).contains(version(2));
      fleet.clock.advance(POLL);
    }
    assertThat(follower.shouldFetch()).isTrue();
    assertThat(fleet.settledWorker().get()).contains(version(2));
  }

  @Test
  void theLeaderPublishesAfterAnOutageWhatItReceivedDuringIt() throws Exception {
    Worker leader = fleet.leaderOf(1);
    Worker follower = fleet.settledWorker();
    fleet.clock.advance(POLL);
    fleet.backend.cut();
    receiveDuringOutage(leader, 2);
    fleet.backend.restore();

    leader.shouldFetch();

    assertThat(follower.poll()).contains(version(2));
  }

  @Test
  void aLeaderKnowsWithoutAgesThatWhatItReceivedDuringAnOutageIsNewer() throws Exception {
    Fleet withoutAges = new Fleet(ScriptedStore.Ages.NONE);
    Worker leader = withoutAges.leaderOf(1);
    withoutAges.clock.advance(POLL);
    withoutAges.backend.cut();
    receiveDuringOutage(leader, 2);
    withoutAges.backend.restore();
    assertThat(leader.get()).contains(version(2));

    leader.shouldFetch();

    assertThat(withoutAges.settledWorker().get()).contains(version(2));
  }

  @Test
  void aFollowerElectedAfterAnOutagePublishesWhatItReceivedDuringIt() throws Exception {
    fleet.leaderOf(1);
    Worker follower = fleet.settledWorker();
    fleet.backend.cut();
    fleet.clock.advance(LEASE);
    receiveDuringOutage(follower, 2);
    fleet.backend.restore();

    assertThat(follower.shouldFetch()).isTrue();

    assertThat(fleet.settledWorker().get()).contains(version(2));
  }

  @Test
  void aNewLeaderKeepsAnEntryThatWasPublishedAfterItsOwnDocumentWasReceived() throws Exception {
    Worker leader = fleet.leaderOf(1);
    Worker follower = fleet.settledWorker();
    fleet.backend.cut();
    receiveDuringOutage(follower, 2);
    fleet.clock.advance(POLL);
    fleet.backend.restore();
    leader.shouldFetch();
    leader.received(3);
    leader.close();

    assertThat(follower.shouldFetch()).isTrue();

    assertThat(fleet.settledWorker().get()).contains(version(3));
    assertThat(follower.get()).contains(version(3));
    assertThat(follower.takeEvents()).doesNotHaveAnyElementsOfTypes(Republished.class);
  }

  @Test
  void aFollowerDoesNotGoBackWhenTheBackendLosesTheLatestEntry() throws Exception {
    Worker leader = fleet.leaderOf(1);
    Entry old =
        ((ReadAnswer.Found)
                fleet
                    .backend
                    .store("fleet")
                    .read(Optional.empty(), Deadline.after(Duration.ofSeconds(1))))
            .entry();
    fleet.clock.advance(POLL);
    leader.shouldFetch();
    leader.received(2);
    Worker follower = fleet.settledWorker();
    assertThat(follower.get()).contains(version(2));

    fleet.backend.wipe();
    EntryCodec codec = new EntryCodec(PayloadFormat.FRAMED, 4096);
    EntryCodec.Document document = codec.document(version(1));
    fleet
        .backend
        .store("fleet")
        .publishIfAbsent(
            codec.encode(old.stamp(), FetchEpoch.of(old.stamp()), document, POLL),
            Duration.ofHours(1),
            Deadline.after(Duration.ofSeconds(1)));

    assertThat(follower.get()).contains(version(2));
    assertThat(leader.shouldFetch()).isTrue();
    assertThat(fleet.settledWorker().get()).contains(version(2));
  }

  @Test
  void howLongTheOutageLastedMakesNoDifferenceToWhatIsKept() throws Exception {
    fleet.leaderOf(1);
    Worker follower = fleet.settledWorker();
    fleet.backend.cut();
    receiveDuringOutage(follower, 2);
    for (int poll = 0; poll < 20; poll++) {
      fleet.clock.advance(POLL);
      assertThatThrownBy(follower::shouldFetch).hasMessageContaining("down");
    }
    fleet.backend.restore();

    follower.shouldFetch();
    assertThat(follower.get()).contains(version(2));
  }

  @Test
  void whatWasReceivedDuringAnOutageIsServedIfTheBackendComesBackEmpty() throws Exception {
    Worker leader = fleet.leaderOf(1);
    Worker follower = fleet.settledWorker();
    fleet.backend.cut();
    receiveDuringOutage(follower, 2);
    fleet.backend.wipe();
    fleet.backend.restore();
    leader.close();
    fleet.worker().shouldFetch();

    assertThat(follower.poll()).contains(version(2));
    fleet.clock.advance(LEASE.multipliedBy(2).plus(POLL.multipliedBy(3)));
    assertThat(follower.get()).isEmpty();
  }

  @Test
  void withHoldAFailedReadIsAnsweredFromMemory() throws Exception {
    fleet.leaderOf(1);
    Worker follower = holdingWorker();
    fleet.backend.cut();

    assertThat(follower.get()).contains(version(1));
    assertThat(follower.takeEvents())
        .hasSize(2)
        .last()
        .isEqualTo(new ServedFromMemory(Duration.ZERO));
  }

  @Test
  void withHoldTheBackendIsAskedAgainInTheNextPoll() throws Exception {
    fleet.leaderOf(1);
    Worker follower = holdingWorker();
    fleet.backend.cut();
    follower.poll();
    fleet.backend.restore();
    fleet.clock.advance(Duration.ofSeconds(1));
    follower.store.takeCalls();

    follower.get();

    assertThat(follower.store.takeCalls()).containsExactly("read");
  }

  @Test
  void aWorkerThatWasStoppedDuringAnOutageKeepsWhatItReceivedBefore() throws Exception {
    fleet.leaderOf(1);
    Worker follower = fleet.settledWorker();
    fleet.backend.cut();
    receiveDuringOutage(follower, 2);
    fleet.clock.advance(LEASE.multipliedBy(10));
    fleet.backend.restore();
    Worker other = fleet.settledWorker();
    assertThat(other.shouldFetch()).isTrue();

    assertThat(follower.poll()).contains(version(2));
  }

  @Test
  void aDocumentIsNoYoungerThanTheDecisionToFetchIt() throws Exception {
    Worker stopped = fleet.leaderOf(1);
    Worker successor = fleet.settledWorker();
    stopped.shouldFetch();
    fleet.clock.advance(LEASE);
    successor.shouldFetch();
    successor.received(3);

    stopped.received(2);

    assertThat(stopped.get()).contains(version(3));
  }
}

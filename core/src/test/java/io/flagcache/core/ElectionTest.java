package io.flagcache.core;

import static io.flagcache.core.Fleet.LEASE;
import static io.flagcache.core.Fleet.POLL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagcache.core.FlagCacheEvent.BecameLeader;
import io.flagcache.core.FlagCacheEvent.LeaseTooShort;
import io.flagcache.core.FlagCacheEvent.LostLeadership;
import io.flagcache.core.FlagCacheEvent.Resigned;
import io.flagcache.core.Fleet.Worker;
import io.flagcache.core.ScriptedStore.Fault;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ElectionTest {

  private final Fleet fleet = new Fleet();

  @Test
  void onlyTheFirstToAskLeads() throws Exception {
    Worker first = fleet.worker();
    Worker second = fleet.worker();

    assertThat(first.shouldFetch()).isTrue();
    assertThat(second.shouldFetch()).isFalse();
    assertThat(first.takeEvents()).containsExactly(new BecameLeader(1));
    assertThat(second.takeEvents()).isEmpty();
  }

  /** A connection may have been closed since it was used last. */
  @Test
  void aShutdownWhoseFirstQuestionIsLostHandsOver() throws Exception {
    Worker leader = fleet.leaderOf(1);
    Worker follower = fleet.settledWorker();
    leader.store.next(Fault.QUESTION_LOST);

    leader.close();

    assertThat(leader.store.takeCalls()).containsExactly("release", "release");
    assertThat(follower.shouldFetch()).isTrue();
  }

  @Test
  void aShutdownHandsOverALeaseOfWhichTheWorkerNeverHeard() throws Exception {
    Worker worker = fleet.worker();
    worker.store.next(Fault.NONE, Fault.ANSWER_LOST, Fault.ANSWER_LOST);
    assertThatThrownBy(worker::shouldFetch).hasMessage("answer lost");

    worker.close();

    assertThat(fleet.worker().shouldFetch()).isTrue();
  }

  @Test
  void aShutdownHandsOverALeaseThatWasGrantedAnewUnheard() throws Exception {
    Worker leader = fleet.leaderOf(1);
    Worker between = fleet.settledWorker();
    Worker follower = fleet.settledWorker();
    fleet.clock.advance(LEASE);
    assertThat(between.shouldFetch()).isTrue();
    between.close();
    leader.store.next(Fault.ANSWER_LOST, Fault.ANSWER_LOST);
    assertThatThrownBy(leader::shouldFetch).hasMessage("answer lost");
    assertThat(follower.shouldFetch()).isFalse();

    leader.close();

    assertThat(follower.shouldFetch()).isTrue();
  }

  @Test
  void aFollowersShutdownDuringAnOutageDoesNotFail() throws Exception {
    fleet.leaderOf(1);
    Worker follower = fleet.settledWorker();
    fleet.backend.cut();
    assertThatThrownBy(follower::shouldFetch).hasMessageContaining("down");

    follower.close();

    assertThat(follower.store.isClosed()).isTrue();
  }

  @Test
  void theLeaderKeepsLeadingUnderOneEpochAsLongAsItPolls() throws Exception {
    Worker leader = fleet.leaderOf(1);
    Worker follower = fleet.settledWorker();

    for (int poll = 0; poll < 100; poll++) {
      fleet.clock.advance(POLL);
      assertThat(leader.shouldFetch()).isTrue();
      assertThat(follower.shouldFetch()).isFalse();
    }
    assertThat(leader.takeEvents()).isEmpty();
  }

  @Test
  void aSilentLeaderIsReplacedWhenItsLeaseHasRunOut() throws Exception {
    Worker leader = fleet.leaderOf(1);
    Worker follower = fleet.settledWorker();

    fleet.clock.advance(LEASE.minusNanos(1));
    assertThat(follower.shouldFetch()).isFalse();
    fleet.clock.advance(Duration.ofNanos(1));
    assertThat(follower.shouldFetch()).isTrue();
    assertThat(follower.takeEvents()).containsExactly(new BecameLeader(2));

    assertThat(leader.shouldFetch()).isFalse();
    assertThat(leader.takeEvents()).containsExactly(new LostLeadership(1));
  }

  @Test
  void afterAnOrderlyShutdownTheNextToAskLeads() throws Exception {
    Worker leader = fleet.leaderOf(1);
    Worker follower = fleet.settledWorker();

    leader.close();

    assertThat(follower.shouldFetch()).isTrue();
    assertThat(leader.store.isClosed()).isTrue();
  }

  @Test
  void aLateReleaseFreesNobodyElsesLease() throws Exception {
    Worker stalled = fleet.leaderOf(1);
    Worker successor = fleet.settledWorker();
    Worker third = fleet.settledWorker();
    fleet.clock.advance(LEASE);
    assertThat(successor.shouldFetch()).isTrue();

    stalled.close();

    assertThat(third.shouldFetch()).isFalse();
    assertThat(successor.shouldFetch()).isTrue();
  }

  @Test
  void closingAFollowerReleasesNothing() throws Exception {
    fleet.leaderOf(1);
    Worker follower = fleet.settledWorker();

    follower.close();

    assertThat(follower.store.takeCalls()).isEmpty();
    assertThat(follower.store.isClosed()).isTrue();
  }

  @Test
  void theStoreIsClosedEvenIfTheReleaseFails() throws Exception {
    Worker leader = fleet.worker();
    leader.shouldFetch();
    leader.store.next(Fault.QUESTION_LOST, Fault.QUESTION_LOST);

    assertThatThrownBy(leader::close).hasMessage("question lost");
    assertThat(leader.store.isClosed()).isTrue();
  }

  @Test
  void aLostAnswerToTheRequestForTheLeaseIsAskedForAgain() throws Exception {
    Worker worker = fleet.settledWorker();
    worker.close();
    Worker next = fleet.worker();
    next.store.next(ScriptedStore.Fault.NONE, ScriptedStore.Fault.ANSWER_LOST);

    assertThat(next.shouldFetch()).isTrue();
    assertThat(next.store.takeCalls()).containsExactly("stamp", "acquireOrRenew", "acquireOrRenew");
  }

  @Test
  void aLeaderOfAnEmptyCacheWithNothingToPublishResignsAndStaysAway() throws Exception {
    Worker poisoned = fleet.worker();
    Worker other = fleet.settledWorker();
    other.shouldFetch();
    other.close();
    poisoned.shouldFetch();

    assertThat(poisoned.shouldFetch()).isTrue();
    assertThat(poisoned.shouldFetch()).isFalse();
    assertThat(poisoned.takeEvents()).contains(new Resigned(2, LEASE));

    Worker healthy = fleet.worker();
    assertThat(poisoned.shouldFetch()).isFalse();
    assertThat(healthy.shouldFetch()).isTrue();
    healthy.received(1);
    fleet.clock.advance(LEASE);
    assertThat(poisoned.shouldFetch()).isTrue();
  }

  @Test
  void aLoneWorkerThatResignedLeadsAgainAfterItsCoolDown() throws Exception {
    Worker alone = fleet.worker();
    alone.shouldFetch();
    alone.shouldFetch();
    assertThat(alone.shouldFetch()).isFalse();

    fleet.clock.advance(LEASE.minusNanos(1));
    assertThat(alone.shouldFetch()).isFalse();
    fleet.clock.advance(Duration.ofNanos(1));
    assertThat(alone.shouldFetch()).isTrue();
  }

  @Test
  void aLeaderThatPublishedDoesNotCountEarlierEmptyPolls() throws Exception {
    Worker leader = fleet.worker();
    leader.shouldFetch();
    leader.shouldFetch();
    leader.received(1);

    for (int poll = 0; poll < 10; poll++) {
      assertThat(leader.shouldFetch()).isTrue();
    }
  }

  @Test
  void pollsFurtherApartThanTheLeaseAreWarnedAboutOnce() throws Exception {
    Worker slow = fleet.worker();
    for (int poll = 0; poll < 5; poll++) {
      slow.shouldFetch();
      fleet.clock.advance(LEASE.plusSeconds(1));
    }
    assertThat(slow.takeEvents().stream().filter(LeaseTooShort.class::isInstance))
        .containsExactly(new LeaseTooShort(LEASE.plusSeconds(1), LEASE));
  }

  @Test
  void oneStallIsNoReasonToWarn() throws Exception {
    Worker worker = fleet.leaderOf(1);
    fleet.clock.advance(LEASE.multipliedBy(10));
    worker.shouldFetch();
    fleet.clock.advance(POLL);
    worker.shouldFetch();
    fleet.clock.advance(LEASE.multipliedBy(10));
    worker.shouldFetch();

    assertThat(worker.takeEvents().stream().filter(LeaseTooShort.class::isInstance)).isEmpty();
  }

  @Test
  void epochsGrowEvenWhenTheBackendHasForgottenThem() throws Exception {
    Worker leader = fleet.leaderOf(1);
    Worker follower = fleet.settledWorker();
    fleet.clock.advance(LEASE);
    follower.shouldFetch();
    leader.shouldFetch();

    fleet.backend.wipe();

    assertThat(leader.shouldFetch()).isTrue();
    assertThat(leader.takeEvents()).contains(new BecameLeader(3));
  }

  @Test
  void aLeaderWhoseLeaseWasForgottenBeginsANewTerm() throws Exception {
    Worker leader = fleet.worker();
    leader.shouldFetch();
    fleet.backend.wipe();

    leader.shouldFetch();

    assertThat(leader.takeEvents())
        .containsExactly(new BecameLeader(1), new LostLeadership(1), new BecameLeader(2));
  }

  @Test
  void aLeadersPollIsOneQuestion() throws Exception {
    Worker leader = fleet.leaderOf(1);

    leader.shouldFetch();

    assertThat(leader.store.takeCalls()).containsExactly("acquireOrRenew");
  }

  @Test
  void aRequestForTheLeaseIsNotRepeatedWhenItTookMostOfTheTime() {
    Worker worker = fleet.worker();
    worker.store.next(ScriptedStore.Fault.NONE, ScriptedStore.Fault.SLOWLY_LOST);
    worker.store.onSlowness(() -> fleet.clock.advance(Duration.ofMillis(1500)));

    assertThatThrownBy(worker::shouldFetch).hasMessage("question lost");
    assertThat(worker.store.takeCalls()).containsExactly("stamp", "acquireOrRenew");
  }
}

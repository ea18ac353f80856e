package io.flagcache.core;

import static io.flagcache.core.Fleet.LEASE;
import static io.flagcache.core.Fleet.POLL;
import static io.flagcache.core.Fleet.version;
import static io.flagcache.core.ScriptedStore.Fault.ANSWER_LOST;
import static io.flagcache.core.ScriptedStore.Fault.NONE;
import static io.flagcache.core.ScriptedStore.Fault.QUESTION_LOST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagcache.Deadline;
import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.core.FlagCacheEvent.EntryUnreadable;
import io.flagcache.core.FlagCacheEvent.LostLeadership;
import io.flagcache.core.FlagCacheEvent.PublishRefused;
import io.flagcache.core.FlagCacheEvent.Published;
import io.flagcache.core.FlagCacheEvent.Republished;
import io.flagcache.core.Fleet.Worker;
import io.flagcache.core.store.EntryStamp;
import io.flagcache.core.store.PayloadFormat;
import io.flagcache.core.store.ReadAnswer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PublicationTest {

  private final Fleet fleet = new Fleet();

  @Test
  void everyoneReadsWhatTheLeaderPublished() throws Exception {
    Worker leader = fleet.leaderOf(1);
    Worker follower = fleet.settledWorker();

    leader.received(2);

    assertThat(follower.poll()).contains(version(2));
    assertThat(leader.get()).contains(version(2));
  }

  @Test
  void anUnchangedEntryCostsAFollowerOneQuestionAndTheSameValueIsReused() throws Exception {
    fleet.leaderOf(1);
    Worker follower = fleet.settledWorker();
    FlagDefinitionCacheData first = follower.poll().orElseThrow();
    follower.store.takeCalls();

    assertThat(follower.poll()).containsSame(first);
    assertThat(follower.store.takeCalls()).containsExactly("acquireOrRenew");
  }

  @Test
  void aReadWithoutADecisionBeforeItAsksTheStore() throws Exception {
    Worker leader = fleet.leaderOf(1);
    Worker follower = fleet.settledWorker();
    follower.poll();
    leader.received(2);

    assertThat(follower.get()).contains(version(2));
  }

  @Test
  void whatADecisionSawIsGoodForTheSamePollOnly() throws Exception {
    Worker leader = fleet.leaderOf(1);
    Worker follower = fleet.settledWorker();
    follower.shouldFetch();
    leader.received(2);

    fleet.clock.advance(Duration.ofSeconds(1));

    assertThat(follower.get()).contains(version(2));
  }

  @Test
  void aSupersededLeaderIsRefused() throws Exception {
    Worker stalled = fleet.leaderOf(1);
    Worker successor = fleet.settledWorker();
    fleet.clock.advance(LEASE);
    successor.shouldFetch();
    successor.received(2);

    stalled.received(3);

    assertThat(stalled.takeEvents()).containsExactly(new PublishRefused(1), new LostLeadership(1));
    assertThat(fleet.settledWorker().get()).contains(version(2));
    assertThat(stalled.get()).contains(version(2));
  }

  @Test
  void aLeaderSupersededBetweenCheckAndWriteIsRefused() throws Exception {
    Worker leader = fleet.leaderOf(1);
    Worker successor = fleet.settledWorker();
    leader.store.beforePublish(
        () -> {
          fleet.clock.advance(LEASE);
          quietly(successor::shouldFetch);
        });

    leader.received(2);

    assertThat(leader.takeEvents()).contains(new PublishRefused(1));
    assertThat(successor.get()).contains(version(1));
  }

  @Test
  void aFollowerFillsAnEmptyCacheAndReplacesNothing() throws Exception {
    Worker leader = fleet.worker();
    leader.shouldFetch();
    Worker follower = fleet.worker();
    follower.shouldFetch();

    follower.received(1);
    assertThat(leader.get()).contains(version(1));

    follower.received(2);
    assertThat(leader.get()).contains(version(1));
  }

  @Test
  void whatFillsAnEmptyCacheIsOfTheHighestEpochThatItsWorkerHasSeen() throws Exception {
    Worker leader = fleet.worker();
    leader.shouldFetch();
    Worker follower = fleet.worker();
    follower.shouldFetch();

    follower.received(1);

    EntryStamp stored = fleet.backend.store("fleet").stamp(Deadline.after(LEASE)).orElseThrow();
    assertThat(stored.epoch()).isOne();
    assertThat(stored.sequence()).isZero();
  }

  @Test
  void unchangedDefinitionsAreNotWrittenAgain() throws Exception {
    Worker leader = fleet.leaderOf(1);

    leader.received(1);

    assertThat(leader.store.takeCalls()).isEmpty();
    assertThat(leader.takeEvents()).isEmpty();
  }

  @Test
  void theEntryLivesAsLongAsSomeLeaderPolls() throws Exception {
    Worker leader = fleet.worker(builder -> builder.entryTtl(LEASE.multipliedBy(2)));
    leader.shouldFetch();
    leader.received(1);

    for (int poll = 0; poll < 100; poll++) {
      fleet.clock.advance(POLL);
      leader.shouldFetch();
    }
    assertThat(fleet.settledWorker().get()).contains(version(1));
  }

  @Test
  void anEntryThatNobodyLeadsForDies() throws Exception {
    fleet.leaderOf(1);

    fleet.clock.advance(Duration.ofHours(24));

    assertThat(fleet.settledWorker().get()).isEmpty();
  }

  @Test
  void theLeaderPublishesAgainAfterAFlush() throws Exception {
    Worker leader = fleet.leaderOf(1);
    fleet.backend.wipe();

    assertThat(leader.shouldFetch()).isTrue();

    assertThat(fleet.settledWorker().get()).contains(version(1));
    assertThat(leader.takeEvents()).hasAtLeastOneElementOfType(Republished.class);
  }

  @Test
  void aFollowerElectedAfterAFlushPublishesWhatItRead() throws Exception {
    fleet.leaderOf(1);
    Worker follower = fleet.settledWorker();
    fleet.backend.wipe();

    assertThat(follower.shouldFetch()).isTrue();

    assertThat(fleet.settledWorker().get()).contains(version(1));
  }

  @Test
  void anOlderDocumentThatIsPublishedAfterAFlushTakesNobodyBack() throws Exception {
    Worker leader = fleet.leaderOf(1);
    Worker behind = fleet.settledWorker();
    behind.poll();
    fleet.clock.advance(POLL);
    leader.shouldFetch();
    leader.received(2);
    fleet.backend.wipe();

    assertThat(behind.shouldFetch()).isTrue();

    assertThat(leader.poll()).contains(version(2));
    assertThat(leader.poll()).contains(version(2));
  }

  @Test
  void anOlderDocumentThatWasPublishedAfterAFlushIsReplacedByTheNextLeader() throws Exception {
    Worker leader = fleet.leaderOf(1);
    Worker behind = fleet.settledWorker();
    behind.poll();
    fleet.clock.advance(POLL);
    leader.shouldFetch();
    leader.received(2);
    fleet.backend.wipe();
    behind.shouldFetch();
    behind.close();

    assertThat(leader.shouldFetch()).isTrue();

    assertThat(fleet.settledWorker().get()).contains(version(2));
    leader.store.takeCalls();
    leader.shouldFetch();
    assertThat(leader.store.takeCalls()).containsExactly("acquireOrRenew");
  }

  @Test
  void anOlderDocumentTakesNobodyBackThoughTheEpochsBeginAnewAfterAFlush() throws Exception {
    Worker first = fleet.leaderOf(1);
    Worker behind = fleet.settledWorker();
    Worker leader = fleet.settledWorker();
    behind.poll();
    first.close();
    fleet.clock.advance(POLL);
    leader.shouldFetch();
    leader.received(2);
    fleet.backend.wipe();

    behind.shouldFetch();

    assertThat(leader.poll()).contains(version(2));
  }

  @Test
  void aNewLeaderReadsOnceWhatTheLeaderBeforeItHasPublished() throws Exception {
    Worker first = fleet.leaderOf(1);
    Worker second = fleet.settledWorker();
    Worker third = fleet.settledWorker();
    first.close();
    fleet.clock.advance(POLL);
    second.shouldFetch();
    second.received(2);
    second.close();

    third.shouldFetch();

    assertThat(third.store.takeCalls()).containsExactly("acquireOrRenew", "read");
    third.shouldFetch();
    assertThat(third.store.takeCalls()).containsExactly("acquireOrRenew");
    assertThat(third.get()).contains(version(2));
  }

  @Test
  void anEntryThatIsNotTheLeadersOwnIsReplaced() throws Exception {
    Worker leader = fleet.leaderOf(1);
    fleet.backend.wipe();
    Worker filler = fleet.worker();
    filler.received(7);

    leader.shouldFetch();

    assertThat(leader.takeEvents()).hasAtLeastOneElementOfType(Republished.class);
    assertThat(fleet.settledWorker().get()).contains(version(1));
  }

  @Test
  void aDamagedEntryIsAbsentReportedOnceAndHealedByTheLeader() throws Exception {
    Worker leader = fleet.leaderOf(1);
    fleet.backend.damage("fleet", "not an entry".getBytes(StandardCharsets.UTF_8));
    Worker newcomer = fleet.worker();

    assertThat(newcomer.poll()).isEmpty();
    assertThat(newcomer.poll()).isEmpty();
    assertThat(newcomer.takeEvents().stream().filter(EntryUnreadable.class::isInstance)).hasSize(1);

    leader.shouldFetch();
    assertThat(newcomer.poll()).contains(version(1));
  }

  @Test
  void damageHidesNothingThatAWorkerReceivedItself() throws Exception {
    fleet.leaderOf(1);
    Worker follower = fleet.settledWorker();
    fleet.backend.cut();
    assertThatThrownBy(() -> follower.received(2)).hasMessageContaining("down");
    fleet.backend.restore();
    fleet.backend.damage("fleet", "not an entry".getBytes(StandardCharsets.UTF_8));

    assertThat(follower.poll()).contains(version(2));
  }

  /** As where a damaged stamp is told otherwise than it is stored. */
  @Test
  void damageThatCannotBeDiscardedIsReplacedByTheLeader() throws Exception {
    fleet.leaderOf(1);
    Worker leader = fleet.settledWorker();
    fleet.clock.advance(LEASE);
    Worker former = fleet.settledWorker();
    assertThat(former.shouldFetch()).isTrue();
    former.received(2);
    former.close();
    fleet.backend.damage("fleet", new byte[10]);
    leader.store.refuse("discard");

    assertThat(leader.shouldFetch()).isTrue();

    assertThat(fleet.settledWorker().get()).contains(version(1));
  }

  @Test
  void whatIsPutRightUnderTheStampOfTheDamageIsRead() throws Exception {
    Worker leader = fleet.leaderOf(1);
    ReadAnswer intact = leader.store.read(Optional.empty(), Deadline.after(LEASE));
    fleet.backend.damage("fleet", "not an entry".getBytes(StandardCharsets.UTF_8));
    Worker reader = fleet.worker(settings -> settings.role(Role.READER));
    assertThat(reader.get()).isEmpty();

    fleet.backend.damage("fleet", ((ReadAnswer.Found) intact).entry().payload());

    assertThat(reader.get()).contains(version(1));
  }

  @Test
  void aRefusedLeaderThatGoesOnReceivingIsReportedOnce() throws Exception {
    Worker superseded = fleet.leaderOf(1);
    Worker leader = fleet.settledWorker();
    fleet.clock.advance(LEASE);
    leader.shouldFetch();

    for (int poll = 0; poll < 5; poll++) {
      superseded.received(2);
      superseded.shouldFetch();
      leader.shouldFetch();
      fleet.clock.advance(POLL);
    }

    assertThat(superseded.takeEvents())
        .containsExactly(new PublishRefused(1), new LostLeadership(1));
  }

  @Test
  void aReaderReportsADamagedEntryOnceAndLeavesIt() throws Exception {
    fleet.leaderOf(1);
    fleet.backend.damage("fleet", new byte[10]);
    Worker reader = fleet.worker(builder -> builder.role(Role.READER));

    assertThat(reader.get()).isEmpty();
    assertThat(reader.get()).isEmpty();
    assertThat(reader.takeEvents()).hasSize(1);
    assertThat(reader.store.takeCalls()).containsExactly("read", "read");
  }

  @Test
  void anEntryOfALaterFormatIsAbsentAndLeftAlone() throws Exception {
    fleet.leaderOf(1);
    Worker probe = fleet.settledWorker();
    byte[] later =
        ((ReadAnswer.Found)
                fleet
                    .backend
                    .store("fleet")
                    .read(Optional.empty(), Deadline.after(Duration.ofSeconds(1))))
            .entry()
            .payload()
            .clone();
    later[4] = 3;
    later[5] = 2;
    fleet.backend.damage("fleet", later);
    Worker newcomer = fleet.worker();

    assertThat(newcomer.poll()).isEmpty();

    assertThat(newcomer.store.takeCalls()).doesNotContain("discard");
    assertThat(probe.shouldFetch()).isFalse();
  }

  @Test
  void aLostAnswerToAPublishIsResolvedByReadingBack() throws Exception {
    Worker leader = fleet.leaderOf(1);
    leader.store.next(ANSWER_LOST);

    leader.received(2);

    assertThat(leader.store.takeCalls()).containsExactly("publish", "stamp");
    assertThat(leader.takeEvents()).hasAtLeastOneElementOfType(Published.class);
    assertThat(fleet.settledWorker().get()).contains(version(2));
  }

  @Test
  void aLostPublishIsAnErrorAndMadeUpForAtTheNextPoll() throws Exception {
    Worker leader = fleet.leaderOf(1);
    leader.store.next(QUESTION_LOST, NONE);

    assertThatThrownBy(() -> leader.received(2)).isInstanceOf(IOException.class);
    assertThat(fleet.settledWorker().get()).contains(version(1));

    fleet.clock.advance(POLL);
    assertThat(leader.shouldFetch()).isTrue();
    assertThat(fleet.settledWorker().get()).contains(version(2));
  }

  @Test
  void aLostPublishIsMadeUpForAlthoughAFlushHasSetTheEpochsBack() throws Exception {
    fleet.leaderOf(1).close();
    Worker second = fleet.settledWorker();
    second.shouldFetch();
    second.received(2);
    Worker newcomer = fleet.worker();
    assertThat(newcomer.poll()).contains(version(2));
    fleet.backend.wipe();
    fleet.clock.advance(POLL);
    newcomer.shouldFetch();
    newcomer.store.next(QUESTION_LOST, NONE);

    assertThatThrownBy(() -> newcomer.received(3)).isInstanceOf(IOException.class);
    fleet.clock.advance(POLL);
    newcomer.shouldFetch();

    assertThat(fleet.settledWorker().get()).contains(version(3));
  }

  @Test
  void aDocumentOverTheLimitIsRefusedByNameAndTheOldEntryStays() throws Exception {
    Worker leader = fleet.worker(builder -> builder.maxDocumentBytes(2048));
    leader.shouldFetch();
    leader.received(1);
    FlagDefinitionCacheData large =
        FlagDefinitionCacheData.of(Map.of("flags", List.of("x".repeat(3000))));

    assertThatThrownBy(() -> leader.engine.received(large, Deadline.after(Duration.ofSeconds(1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3014 bytes")
        .hasMessageContaining("maxDocumentBytes of 2048");
    assertThat(fleet.settledWorker().get()).contains(version(1));
  }

  @Test
  void twoServiceKeysNeverSeeEachOther() throws Exception {
    fleet.leaderOf(1);
    Worker other = fleet.worker(builder -> builder.serviceKey("other"));

    assertThat(other.shouldFetch()).isTrue();
    assertThat(other.get()).isEmpty();
  }

  @Test
  void aPublicationIfAbsentThatRacesWithAnotherReplacesNothing() throws Exception {
    Worker first = fleet.worker();
    Worker second = fleet.worker();
    second.store.beforePublishIfAbsent(() -> quietly(() -> first.received(1)));

    second.received(2);

    assertThat(second.takeEvents()).isEmpty();
    assertThat(fleet.settledWorker().get()).contains(version(1));
  }

  @Test
  void aLostAnswerToAPublicationIfAbsentIsResolvedByReadingBack() throws Exception {
    Worker worker = fleet.worker();
    worker.store.next(NONE, ANSWER_LOST);

    worker.received(1);

    assertThat(worker.takeEvents()).hasAtLeastOneElementOfType(Published.class);
  }

  @Test
  void aFollowerThatReceivedWhatIsStoredKnowsItWithoutReadingIt() throws Exception {
    fleet.leaderOf(1);
    Worker follower = fleet.worker();
    follower.shouldFetch();
    follower.received(1);
    follower.store.takeCalls();

    assertThat(follower.poll()).contains(version(1));
    assertThat(follower.store.takeCalls()).containsExactly("acquireOrRenew");
  }

  @Test
  void aLeaderSupersededBeforeItPublishesAgainIsRefused() throws Exception {
    Worker leader = fleet.leaderOf(1);
    Worker successor = fleet.settledWorker();
    fleet.backend.wipe();
    leader.store.beforePublish(
        () -> {
          fleet.clock.advance(LEASE);
          quietly(successor::shouldFetch);
        });

    leader.shouldFetch();

    assertThat(leader.takeEvents()).contains(new PublishRefused(2), new LostLeadership(2));
  }

  @Test
  void whatAnEarlierLeaderPublishedIsNotPublishedAgain() throws Exception {
    fleet.leaderOf(1).close();
    Worker successor = fleet.settledWorker();

    successor.shouldFetch();
    successor.received(1);

    assertThat(successor.store.takeCalls()).containsExactly("acquireOrRenew");
    assertThat(successor.get()).contains(version(1));
  }

  @Test
  void whatWasPublishedIsReportedWithItsSize() throws Exception {
    Worker leader = fleet.worker();
    leader.shouldFetch();
    leader.takeEvents();

    leader.received(1);

    EntryCodec.Document document = new EntryCodec(PayloadFormat.FRAMED, 4096).document(version(1));
    int bytes = document.json().length;
    assertThat(leader.takeEvents())
        .containsExactly(new Published(new EntryStamp(1, 1, document.hash()), bytes, bytes + 40));
  }

  @Test
  void aReaderReadsAnUnchangedEntryWithoutItsPayload() throws Exception {
    Worker leader = fleet.leaderOf(1);
    Worker reader = fleet.worker(builder -> builder.role(Role.READER));

    reader.get();
    reader.get();
    assertThat(reader.store.payloadsRead()).isEqualTo(1);

    leader.received(2);
    reader.get();
    assertThat(reader.store.payloadsRead()).isEqualTo(2);
  }

  @Test
  void aDocumentThatIsPublishedAgainKeepsItsAge() throws Exception {
    fleet.leaderOf(1);
    fleet.clock.advance(POLL);
    Worker follower = fleet.settledWorker();
    fleet.clock.advance(POLL);
    fleet.backend.wipe();

    follower.shouldFetch();

    ReadAnswer.Found found =
        (ReadAnswer.Found)
            fleet
                .backend
                .store("fleet")
                .read(Optional.empty(), Deadline.after(Duration.ofSeconds(1)));
    assertThat(new EntryCodec(PayloadFormat.FRAMED, 4096).decode(found.entry()))
        .isEqualTo(new EntryCodec.Intact(version(1), new FetchEpoch(1, 1), POLL.multipliedBy(2)));
  }

  private interface Action {
    void run() throws Exception;
  }

  private static void quietly(Action action) {
    try {
      action.run();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}

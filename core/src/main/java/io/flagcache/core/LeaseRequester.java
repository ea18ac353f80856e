package io.flagcache.core;

import io.flagcache.Deadline;
import io.flagcache.core.store.EpochRule;
import io.flagcache.core.store.FlagCacheStore;
import io.flagcache.core.store.LeaseAnswer;
import io.flagcache.core.store.LeaseAnswer.Held;
import io.flagcache.core.store.LeaseRequest;
import java.time.Duration;

/**
 * Asks for the lease in one worker's name, and gives it up. Not safe for use by several threads.
 */
final class LeaseRequester {

  private final FlagCacheSettings settings;
  private final FlagCacheStore store;
  private final OutageDetector outages;
  private final String owner;
  private long highestEpoch;
  private boolean unanswered;

  LeaseRequester(
      FlagCacheSettings settings, FlagCacheStore store, OutageDetector outages, String owner) {
    this.settings = settings;
    this.store = store;
    this.outages = outages;
    this.owner = owner;
  }

  /** The highest epoch that an answer has named. */
  long highestEpoch() {
    return highestEpoch;
  }

  LeaseAnswer request(Deadline deadline) throws Exception {
    LeaseRequest request =
        new LeaseRequest(owner, settings.lease(), settings.entryTtl(), highestEpoch); // E4, P5
    unanswered = true;
    LeaseAnswer answer =
        twiceIfLost(
            StoreOperation.ACQUIRE_OR_RENEW,
            () -> store.acquireOrRenew(request, deadline),
            deadline);
    unanswered = false;
    highestEpoch = Math.max(highestEpoch, EpochRule.plausible(answer.epoch()));
    return answer;
  }

  void release(long epoch, Deadline deadline) throws Exception {
    twiceIfLost(
        StoreOperation.RELEASE,
        () -> {
          store.release(owner, epoch, deadline); // E6
          return true;
        },
        deadline);
  }

  /** Gives up the lease that the last request may have been granted, if its answer was lost. */
  void releaseUnheard(Deadline deadline) {
    if (!unanswered) {
      return;
    }
    try {
      // Only the answer names the epoch, and asking again is as having asked once.
      if (request(deadline) instanceof Held held) {
        release(held.epoch(), deadline);
      }
    } catch (Exception reported) {
      // The lease, if there is one, ends by itself.
    }
  }

  private <T> T twiceIfLost(
      StoreOperation operation, OutageDetector.Question<T> question, Deadline deadline)
      throws Exception {
    Duration whole = deadline.remaining();
    try {
      return outages.ask(operation, question);
    } catch (Exception e) {
      if (!DeadlineShare.SECOND_QUESTION.isLeft(deadline, whole)) {
        throw e;
      }
      // F5: perhaps only the answer was lost, or the connection; asking twice is as asking once.
      return outages.ask(operation, question);
    }
  }
}

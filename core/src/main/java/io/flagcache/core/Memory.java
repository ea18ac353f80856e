package io.flagcache.core;

import io.flagcache.FlagDefinitionCacheData;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The last document that this worker saw, and the rule that it never goes back to an older one.
 *
 * <p>Which of two documents is newer is told by their stamps or by the time since each was received
 * from the API, never by two machines' wall clocks. A document that seems newer than the stored one
 * is kept for a limited time only: by then a leader has polled, so that what is stored is right.
 */
final class Memory {

  private final LongSupplier nanoTime;
  private final Duration keepTime;
  private volatile @Nullable Snapshot snapshot;
  private @Nullable Long keepEnd;
  private @Nullable EntryStamp passedOver;

  Memory(Duration keepTime, LongSupplier nanoTime) {
    this.keepTime = keepTime;
    this.nanoTime = nanoTime;
  }

  /**
   * A document.
   *
   * @param stamp the entry that holds it; null if it came from the API and was not stored
   * @param receivedNanos when some worker received it from the API, on this process's clock
   */
  record Snapshot(FlagDefinitionCacheData data, @Nullable EntryStamp stamp, long receivedNanos) {
    boolean isOf(EntryStamp other) {
      return other.equals(stamp);
    }
  }

  /** Safe to call from any thread. */
  @Nullable Snapshot snapshot() {
    return snapshot;
  }

  /** Safe to call from any thread. */
  Optional<FlagDefinitionCacheData> data() {
    return Optional.ofNullable(snapshot).map(Snapshot::data);
  }

  Duration ageOf(Snapshot document) {
    return Duration.ofNanos(Math.max(0, nanoTime.getAsLong() - document.receivedNanos()));
  }

  void stored(FlagDefinitionCacheData data, EntryStamp stamp, Duration age) {
    snapshot = new Snapshot(data, stamp, nanoTime.getAsLong() - age.toNanos());
    passedOver = null;
  }

  /** The document came from the API, and the store does not have it. */
  void receivedUnstored(FlagDefinitionCacheData data, Duration age) {
    snapshot = new Snapshot(data, null, nanoTime.getAsLong() - age.toNanos());
    passedOver = null;
    keepEnd = null;
  }

  /** While this worker cannot reach the backend, its time to keep a document does not run. */
  void backendFailed() {
    if (isFromApi()) {
      keepEnd = null;
    }
  }

  void backendAnswered() {
    if (isFromApi() && keepEnd == null) {
      keepForAWhile();
    }
  }

  /** The stamp of the entry that need not be read again. */
  Optional<EntryStamp> known() {
    EntryStamp skipped = passedOver;
    if (skipped != null && keeps()) {
      return Optional.of(skipped);
    }
    Snapshot own = snapshot;
    return own == null ? Optional.empty() : Optional.ofNullable(own.stamp());
  }

  /** Whether the document came from the API, was never stored, and is still to be kept. */
  boolean isUnstored() {
    return isFromApi() && keeps();
  }

  /** Whether the document is newer than what the store was last seen to have. */
  boolean isAhead() {
    return isUnstored() || (passedOver != null && keeps());
  }

  /** Whether the stamp alone tells that the stored entry may be older than this document. */
  boolean mayBeAheadOf(EntryStamp stored) {
    Snapshot own = snapshot;
    if (own == null) {
      return false;
    }
    EntryStamp stamp = own.stamp();
    return stamp == null ? keeps() : stored.isOlderThan(stamp);
  }

  /**
   * Takes an entry that was read, unless it would be a step back.
   *
   * @param age the time since the entry's document was received from the API, if known
   */
  void offer(FlagDefinitionCacheData data, EntryStamp stamp, Optional<Duration> age) {
    Snapshot own = snapshot;
    if (own != null && !own.data().equals(data) && wouldStepBack(own, stamp, age)) {
      passedOver = stamp;
      return;
    }
    stored(data, stamp, age.orElse(Duration.ZERO));
  }

  private boolean wouldStepBack(Snapshot own, EntryStamp stamp, Optional<Duration> age) {
    EntryStamp ownStamp = own.stamp();
    if (ownStamp != null) {
      if (!stamp.isOlderThan(ownStamp)) {
        return false;
      }
      if (!stamp.equals(passedOver)) {
        keepForAWhile();
      }
    }
    boolean younger = age.isPresent() && age.get().compareTo(ageOf(own)) < 0;
    return keeps() && !younger;
  }

  private boolean isFromApi() {
    Snapshot own = snapshot;
    return own != null && own.stamp() == null;
  }

  private boolean keeps() {
    return keepEnd == null || nanoTime.getAsLong() - keepEnd < 0;
  }

  private void keepForAWhile() {
    keepEnd = nanoTime.getAsLong() + keepTime.toNanos();
  }
}

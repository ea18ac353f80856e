package io.flagcache.core;

import io.flagcache.Deadline;
import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.core.EntryCodec.Decoded;
import io.flagcache.core.EntryCodec.Intact;
import io.flagcache.core.EntryCodec.Unreadable;
import io.flagcache.core.FlagCacheEvent.EntryUnreadable;
import io.flagcache.core.store.EntryStamp;
import io.flagcache.core.store.FlagCacheStore;
import io.flagcache.core.store.ReadAnswer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Reads the stored entry, once for each change, and judges what it finds. */
final class EntryReader {

  private final FlagCacheStore store;
  private final OutageDetector outages;
  private final EntryCodec codec;
  private final LastKnownDefinitions lastKnown;
  private final LongSupplier nanoTime;
  private final FlagCacheListener listener;

  private final AtomicReference<@Nullable Observation> observed = new AtomicReference<>();
  private @Nullable EntryStamp unreadable;
  private boolean isDamaged;

  EntryReader(
      FlagCacheStore store,
      OutageDetector outages,
      EntryCodec codec,
      LastKnownDefinitions lastKnown,
      LongSupplier nanoTime,
      FlagCacheListener listener) {
    this.store = store;
    this.outages = outages;
    this.codec = codec;
    this.lastKnown = lastKnown;
    this.nanoTime = nanoTime;
    this.listener = listener;
  }

  /** What a decision found. */
  private record Observation(EntryStamp stamp, long at) {}

  /** Records the stamp that a decision found, so that the read of the same poll need not ask. */
  void observe(Optional<EntryStamp> stamp) {
    observed.set(stamp.map(found -> new Observation(found, nanoTime.getAsLong())).orElse(null));
    stamp.ifPresent(lastKnown::observe);
  }

  /**
   * What is served without asking, as the decision of the same poll has found what was read last.
   * Safe to call from any thread.
   *
   * @return empty if the store has to be asked
   */
  Optional<FlagDefinitionCacheData> readInThisPoll() {
    Observation last = observed.getAndSet(null);
    boolean isCurrent =
        last != null
            && lastKnown.lastRead().filter(last.stamp()::equals).isPresent()
            && nanoTime.getAsLong() - last.at() < PollWatch.SAME_POLL.toNanos();
    return isCurrent ? lastKnown.served() : Optional.empty();
  }

  /** Whether this entry was read, was damaged, and has not been read intact since. */
  boolean foundDamaged(EntryStamp stored) {
    return isDamaged && stored.equals(unreadable);
  }

  /**
   * Reads what is stored, if it may have changed.
   *
   * @param mayDiscard whether what is damaged is removed
   */
  Optional<FlagDefinitionCacheData> read(boolean mayDiscard, Deadline deadline) throws Exception {
    Optional<FlagDefinitionCacheData> inThisPoll = readInThisPoll();
    if (inThisPoll.isPresent()) {
      return inThisPoll; // R1
    }
    // What is damaged may be put right under the same stamp, as from a copy of the backend.
    EntryStamp skipped = isDamaged ? null : unreadable;
    Optional<EntryStamp> known = skipped == null ? lastKnown.lastRead() : Optional.of(skipped);
    long asked = nanoTime.getAsLong();
    ReadAnswer answer = outages.ask(StoreOperation.READ, () -> store.read(known, deadline));
    if (answer instanceof ReadAnswer.Found found) {
      return take(found, asked, mayDiscard, deadline);
    }
    if (answer instanceof ReadAnswer.TooLong tooLong) {
      lastKnown.observe(tooLong.stamp());
      return skip(tooLong.stamp(), codec.judge(tooLong), mayDiscard, deadline); // H2, R2
    }
    if (answer instanceof ReadAnswer.Unchanged && skipped == null) {
      return lastKnown.served();
    }
    return lastKnown.servedWithoutEntry();
  }

  private Optional<FlagDefinitionCacheData> take(
      ReadAnswer.Found found, long asked, boolean mayDiscard, Deadline deadline) {
    EntryStamp stamp = found.entry().stamp();
    lastKnown.observe(stamp);
    Decoded decoded = codec.decode(found.entry());
    if (decoded instanceof Intact intact) {
      unreadable = null;
      lastKnown.read(intact.data(), originOf(intact, found, asked));
      return lastKnown.served();
    }
    return skip(stamp, (Unreadable) decoded, mayDiscard, deadline);
  }

  private Optional<FlagDefinitionCacheData> skip(
      EntryStamp stamp, Unreadable reason, boolean mayDiscard, Deadline deadline) {
    if (!stamp.equals(unreadable)) {
      unreadable = stamp;
      listener.on(new EntryUnreadable(stamp, reason.reason()));
    }
    isDamaged = reason.damaged();
    if (isDamaged && mayDiscard) {
      discard(stamp, deadline);
    }
    return lastKnown.servedWithoutEntry(); // P8
  }

  /**
   * The store tells an age at some moment between question and answer. Where it tells none, an
   * entry is at least as old as this worker has seen it.
   */
  private Origin originOf(Intact intact, ReadAnswer.Found found, long asked) {
    Optional<Duration> sincePublish = found.sincePublish();
    long now = nanoTime.getAsLong();
    long stored =
        sincePublish
            .map(age -> now - EntryCodec.believable(age).toNanos())
            .orElse(lastKnown.storedSince());
    return new Origin(
        intact.fetched(),
        found.entry().stamp(),
        stored - intact.ageWhenStored().toNanos(),
        sincePublish.isPresent() ? now - asked + store.agePrecision().toNanos() : Origin.UNBOUNDED);
  }

  private void discard(EntryStamp stamp, Deadline deadline) {
    try {
      outages.tell(StoreOperation.DISCARD, () -> store.discard(stamp, deadline));
    } catch (Exception reported) {
      // The next worker that reads the entry tries again.
    }
  }
}

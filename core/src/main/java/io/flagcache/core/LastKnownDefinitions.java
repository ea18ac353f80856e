package io.flagcache.core;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.core.store.EntryStamp;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The newest document that this worker knows, and the stored one if that seems to be older.
 *
 * <p>A document is held against a stored one that seems older for a limited time only: a flush sets
 * epochs back, and a leader that has polled since has made what is stored right. What this worker
 * itself received is remembered beyond that time, since its SDK may hear nothing but 304 when it
 * leads: it is then published over the older one.
 *
 * <p>Changed by one call at a time; questions are safe on any thread and change nothing.
 */
final class LastKnownDefinitions {

  private final LongSupplier nanoTime;
  private final Duration holdTime;
  private volatile Known known = new Known(null, null, null);
  private @Nullable EntryStamp present;
  private long presentSince;

  /**
   * Knows nothing yet.
   *
   * @param holdTime how long a document is held against a stored one that seems older
   */
  LastKnownDefinitions(Duration holdTime, LongSupplier nanoTime) {
    this.holdTime = holdTime;
    this.nanoTime = nanoTime;
  }

  /**
   * A document.
   *
   * @param receivedHere whether this worker received it from the API
   */
  record Document(FlagDefinitionCacheData data, Origin origin, boolean receivedHere) {

    private boolean isUnstored() {
      return origin.stamp() == null;
    }

    /** Whether it is newer than this one even if a flush has set epochs back. */
    private boolean isNewerForGood(Document entry) {
      DocumentOrder age = DocumentOrder.byAge(origin, entry.origin);
      DocumentOrder leadership =
          DocumentOrder.byLeadership(origin.fetched(), entry.origin.fetched());
      boolean laterLeader = leadership == DocumentOrder.NEWER && age != DocumentOrder.OLDER;
      boolean newer = age == DocumentOrder.NEWER || (isUnstored() && laterLeader);
      return receivedHere && newer; // O2
    }
  }

  /**
   * @param entry what is stored, if it seems to be older than the newest
   * @param heldSince since when the newest is held against what is stored, or is not stored; null
   *     while that time does not run
   */
  private record Known(
      @Nullable Document newest, @Nullable Document entry, @Nullable Long heldSince) {}

  /** What a reader is given. */
  Optional<FlagDefinitionCacheData> served() {
    return Optional.ofNullable(servedDocument()).map(Document::data);
  }

  /** What a reader is given though the store has no entry. */
  Optional<FlagDefinitionCacheData> servedWithoutEntry() {
    Known now = known;
    Document newest = now.newest();
    return newest != null && newest.isUnstored() && isHeld(now)
        ? Optional.of(newest.data())
        : Optional.empty();
  }

  /** The time since what a reader is given was received from the API. */
  Optional<Duration> age() {
    return Optional.ofNullable(servedDocument()).map(document -> ageOf(document.origin()));
  }

  Duration ageOf(Origin origin) {
    return Duration.ofNanos(Math.max(0, nanoTime.getAsLong() - origin.receivedNanos()));
  }

  /** What a leader publishes if it finds no entry, or an older one. */
  Optional<Document> publishable() {
    return Optional.ofNullable(publishable(known));
  }

  /** The entry that need not be read again. */
  Optional<EntryStamp> lastRead() {
    Known now = known;
    Document last = now.entry() == null ? now.newest() : now.entry();
    return last == null ? Optional.empty() : Optional.ofNullable(last.origin().stamp());
  }

  /** Whether what is publishable was compared with this entry and is newer. */
  boolean isNewerThan(EntryStamp stored) {
    return isNewerThanLastRead() && lastRead().filter(stored::equals).isPresent();
  }

  /**
   * Whether what is publishable is known to be newer than the entry that was last read, or was
   * never stored. What may be newer is served for a while and not published.
   */
  boolean isNewerThanLastRead() {
    Known now = known;
    Document newest = now.newest();
    if (newest == null || now.entry() == null) {
      return servedWithoutEntry().isPresent();
    }
    return publishesNewest(now)
        && DocumentOrder.of(newest.origin(), now.entry().origin()) == DocumentOrder.NEWER;
  }

  /** Whether what is publishable may be newer than this entry, which may have to be read. */
  boolean mayBeNewerThan(EntryStamp stored) {
    Known now = known;
    Document own = publishable(now);
    if (own == null) {
      return false;
    }
    if (now.entry() != null && stored.equals(now.entry().origin().stamp())) {
      return isNewerThanLastRead();
    }
    EntryStamp stamp = own.origin().stamp();
    return stamp == null || !(stored.equals(stamp) || isLaterOfOneLeader(stored, stamp));
  }

  private static boolean isLaterOfOneLeader(EntryStamp stored, EntryStamp own) {
    return stored.epoch() == own.epoch() && stored.sequence() > own.sequence();
  }

  /**
   * Takes what came from the API, before it is stored.
   *
   * @param age the time since it was received, or longer
   */
  void received(FlagDefinitionCacheData data, FetchEpoch fetched, Duration age) {
    take(new Document(data, new Origin(fetched, null, momentOf(age), 0), true));
  }

  /** Takes what came from the API and is known to be stored. */
  void receivedAndStored(
      FlagDefinitionCacheData data, FetchEpoch fetched, EntryStamp stamp, Duration age) {
    take(new Document(data, new Origin(fetched, stamp, momentOf(age), 0), true));
  }

  /** What was publishable has been published. */
  void republished(Document document, EntryStamp stamp) {
    take(new Document(document.data(), document.origin().storedAs(stamp), document.receivedHere()));
  }

  /** Takes an entry that was read, unless it would be a step back. */
  void read(FlagDefinitionCacheData data, Origin origin) {
    Known before = known;
    Document entry = new Document(data, origin, false);
    Document own = publishable(before);
    if (own == null) {
      take(entry);
      return;
    }
    DocumentOrder order = DocumentOrder.of(own.origin(), origin);
    if (own.data().equals(data)) {
      take(new Document(own.data(), own.origin().alsoStoredAs(origin), own.receivedHere()));
    } else if (order == DocumentOrder.OLDER || order == DocumentOrder.SAME) { // P11
      take(entry);
    } else {
      Long since = publishesNewest(before) ? before.heldSince() : null;
      known = new Known(own, entry, since == null ? nanoTime.getAsLong() : since);
    }
  }

  /** While this worker cannot reach the backend, the time to hold a document does not run. */
  void backendFailed() {
    Known now = known;
    if (isHeld(now)) {
      known = new Known(now.newest(), now.entry(), null);
    }
  }

  void backendAnswered() {
    Known now = known;
    boolean holds = now.entry() != null || (now.newest() != null && now.newest().isUnstored());
    if (holds && now.heldSince() == null) {
      known = new Known(now.newest(), now.entry(), nanoTime.getAsLong());
    }
  }

  /** This entry is stored now; its age counts from here where the store tells none. */
  void observe(EntryStamp stored) {
    if (!stored.equals(present)) {
      present = stored;
      presentSince = nanoTime.getAsLong();
    }
  }

  /** Since when, or longer, the entry that was observed last is stored, as this worker saw it. */
  long storedSince() {
    return presentSince;
  }

  private void take(Document document) {
    if (document.origin().stamp() != null) {
      observe(document.origin().stamp());
    }
    known = new Known(document, null, null);
  }

  private @Nullable Document servedDocument() {
    Known now = known;
    return now.entry() == null || isHeld(now) ? now.newest() : now.entry();
  }

  private @Nullable Document publishable(Known now) {
    return publishesNewest(now) ? now.newest() : now.entry();
  }

  private boolean publishesNewest(Known now) {
    Document newest = now.newest();
    Document entry = now.entry();
    return newest == null || entry == null || isHeld(now) || newest.isNewerForGood(entry);
  }

  private boolean isHeld(Known now) {
    return now.heldSince() == null || nanoTime.getAsLong() - now.heldSince() < holdTime.toNanos();
  }

  private long momentOf(Duration age) {
    return nanoTime.getAsLong() - age.toNanos();
  }
}

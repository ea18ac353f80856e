package io.flagcache.core;

import io.flagcache.core.store.EntryStamp;
import io.flagcache.core.store.EpochRule;
import java.util.Comparator;

/** Which of two documents is newer; told by no machine's wall clock. */
enum DocumentOrder {
  NEWER,
  OLDER,
  /** Nothing tells them apart. */
  SAME,
  /** One may be newer than the other, and this worker cannot tell which. */
  UNKNOWN;

  private static final Comparator<EntryStamp> BY_PUBLICATION =
      Comparator.<EntryStamp>comparingLong(stamp -> EpochRule.plausible(stamp.epoch()))
          .thenComparingLong(EntryStamp::sequence);

  /**
   * Compares a document with another one that is stored now.
   *
   * @return whether the document is newer or older than what is stored
   */
  static DocumentOrder of(Origin document, Origin stored) {
    DocumentOrder age = byAge(document, stored);
    DocumentOrder publication = byPublication(document, stored);
    if (publication == NEWER && age.isDecided()) {
      // The store has lost the later publication: its epochs were set back, and tell nothing.
      return age;
    }
    DocumentOrder leadership = byLeadership(document.fetched(), stored.fetched());
    if (leadership.isDecided()) {
      return leadership; // O1
    }
    // Whoever leads knows what it published before.
    boolean sameLeader = publication.isDecided() && epochOf(document) == epochOf(stored);
    return sameLeader || !age.isDecided() ? publication : age;
  }

  /** By the leaderships under which they were fetched, alone. */
  static DocumentOrder byLeadership(FetchEpoch document, FetchEpoch other) {
    if (!document.isKnown() || !other.isKnown()) {
      return UNKNOWN;
    }
    int epochs = Long.compare(document.epoch(), other.epoch());
    return of(epochs == 0 ? Long.compare(document.sequence(), other.sequence()) : epochs);
  }

  /** By the time since they were received from the API, alone. */
  static DocumentOrder byAge(Origin document, Origin other) {
    long later = document.receivedNanos() - other.receivedNanos(); // E9: one clock
    if (later > document.leewayNanos()) {
      return NEWER;
    }
    if (-later > other.leewayNanos()) {
      return OLDER;
    }
    return UNKNOWN;
  }

  /** By the leaderships under which they were stored, alone. */
  static DocumentOrder byPublication(Origin document, Origin other) {
    return document.stamp() == null || other.stamp() == null
        ? UNKNOWN
        : of(BY_PUBLICATION.compare(document.stamp(), other.stamp()));
  }

  private static long epochOf(Origin document) {
    return document.stamp() == null ? 0 : EpochRule.plausible(document.stamp().epoch());
  }

  private static DocumentOrder of(int comparison) {
    return comparison == 0 ? SAME : comparison > 0 ? NEWER : OLDER;
  }

  private boolean isDecided() {
    return this == NEWER || this == OLDER;
  }
}

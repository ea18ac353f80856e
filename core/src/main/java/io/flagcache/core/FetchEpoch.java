package io.flagcache.core;

import io.flagcache.core.store.EntryStamp;
import io.flagcache.core.store.EpochRule;

/**
 * Under which leadership a document was fetched from the API, and its place among the documents of
 * that leadership. A publication under a later epoch leaves it as it is.
 *
 * @param epoch the leader's epoch; 0 if nobody knows, or if it was not fetched by a leader
 * @param sequence counts what was fetched under one epoch
 */
record FetchEpoch(long epoch, long sequence) {

  static final FetchEpoch UNKNOWN = new FetchEpoch(0, 0);

  /** What the publisher of a document has just fetched, which is how entries are numbered. */
  static FetchEpoch of(EntryStamp stamp) {
    return new FetchEpoch(stamp.epoch(), stamp.sequence());
  }

  /**
   * As far as it can be believed of a document that was published under this stamp: it was fetched
   * before.
   */
  FetchEpoch plausibleFor(EntryStamp stamp) {
    boolean plausible =
        EpochRule.plausible(epoch) > 0
            && sequence > 0
            && (epoch < EpochRule.plausible(stamp.epoch())
                || (epoch == stamp.epoch() && sequence <= stamp.sequence()));
    return plausible ? this : UNKNOWN;
  }

  boolean isKnown() {
    return epoch > 0;
  }
}

package io.flagcache.core;

import io.flagcache.core.store.EntryStamp;
import org.jspecify.annotations.Nullable;

/**
 * Where a document comes from, as far as this worker knows.
 *
 * @param fetched the leadership under which it was fetched
 * @param stamp the entry that holds it; null if it came from the API and was not stored
 * @param receivedNanos when some worker received it from the API, on this process's monotonic clock
 * @param leewayNanos by how much that may be wrong, since the answer that told the age took as
 *     long, and the store's clock is as coarse; {@link #UNBOUNDED} if the store tells no ages
 */
record Origin(
    FetchEpoch fetched, @Nullable EntryStamp stamp, long receivedNanos, long leewayNanos) {

  static final long UNBOUNDED = Long.MAX_VALUE;

  Origin storedAs(EntryStamp newStamp) {
    return new Origin(fetched, newStamp, receivedNanos, leewayNanos);
  }

  /** Of a document that was found in the store: the later fetch of the same content counts. */
  Origin alsoStoredAs(Origin entry) {
    EntryStamp found = entry.stamp();
    boolean setBack = DocumentOrder.byPublication(entry, this) == DocumentOrder.OLDER;
    boolean fetchedLater =
        DocumentOrder.byLeadership(fetched, entry.fetched) == DocumentOrder.NEWER;
    return found != null && fetchedLater && !setBack ? storedAs(found) : entry;
  }
}

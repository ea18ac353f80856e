package io.flagcache.core;

import io.flagcache.core.store.EntryStamp;
import org.jspecify.annotations.Nullable;

/** What one worker does under one epoch as leader. Not safe for use by several threads. */
final class Leadership {

  private final long epoch;
  private long lastSequence;
  private int emptyPolls;
  private @Nullable EntryStamp published;
  private @Nullable EntryStamp stored;

  Leadership(long epoch) {
    this.epoch = epoch;
  }

  long epoch() {
    return epoch;
  }

  /** Numbers what this leader has received, or publishes again. */
  EntryStamp nextStamp(String hash) {
    lastSequence++;
    return new EntryStamp(epoch, lastSequence, hash);
  }

  /** The entry that this leader knows to be in the store, as far as it knows of one. */
  @Nullable EntryStamp stored() {
    return stored;
  }

  /** A poll found this entry, or none. */
  void polled(@Nullable EntryStamp stamp) {
    stored = stamp;
    emptyPolls = stamp == null ? emptyPolls + 1 : 0;
  }

  void published(EntryStamp stamp) {
    published = stamp;
    stored = stamp;
    emptyPolls = 0;
  }

  /** Only the leader replaces entries: any other than its own was put there by mistake. */
  boolean isDisplaced() {
    return published != null && !published.equals(stored);
  }

  /** How many polls in a row have found no entry. */
  int emptyPolls() {
    return emptyPolls;
  }
}

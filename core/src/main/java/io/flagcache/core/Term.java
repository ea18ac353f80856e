package io.flagcache.core;

import org.jspecify.annotations.Nullable;

/** One worker's time as leader, under one epoch. */
final class Term {

  private final long epoch;
  private long lastSequence;
  private volatile long leaseEnd;
  private boolean confirmed;
  private int emptyPolls;
  private @Nullable EntryStamp published;
  private @Nullable EntryStamp stored;

  Term(long epoch) {
    this.epoch = epoch;
  }

  long epoch() {
    return epoch;
  }

  /** The lease lives at least until then. */
  void renewed(long end) {
    leaseEnd = end;
    confirmed = true;
  }

  /** The last poll did not get through to the store: another may lead by now. */
  void notRenewed() {
    confirmed = false;
  }

  /** Whether the last poll found that this worker leads. */
  boolean isConfirmed() {
    return confirmed;
  }

  /** Safe to call from any thread. */
  long leaseEnd() {
    return leaseEnd;
  }

  EntryStamp nextStamp(String hash) {
    lastSequence++;
    return new EntryStamp(epoch, lastSequence, hash);
  }

  /** The entry that this leader knows to be in the store, as far as it knows of one. */
  @Nullable EntryStamp stored() {
    return stored;
  }

  void found(@Nullable EntryStamp stamp) {
    stored = stamp;
    if (stamp != null) {
      emptyPolls = 0;
    }
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

  int countEmptyPoll() {
    emptyPolls++;
    return emptyPolls;
  }
}

package io.flagcache.core;

import java.util.Comparator;
import java.util.Objects;

/**
 * Identifies one stored entry without its payload. A store keeps the three values beside the
 * payload, writes all of them in the same atomic step, and gives back what it finds, however odd:
 * the engine judges it.
 *
 * @param epoch the fencing token under which the entry was published
 * @param sequence counts the entries of one epoch; 0 is an entry that filled an empty cache
 * @param hash the digest of the document's JSON text in lower-case hexadecimal digits, as the
 *     {@link PayloadFormat} says
 */
public record EntryStamp(long epoch, long sequence, String hash) {

  private static final Comparator<EntryStamp> BY_AGE =
      Comparator.<EntryStamp>comparingLong(stamp -> EpochRule.plausible(stamp.epoch()))
          .thenComparingLong(EntryStamp::sequence);

  /**
   * Makes a stamp.
   *
   * @throws NullPointerException if the hash is null
   */
  public EntryStamp {
    Objects.requireNonNull(hash, "hash");
  }

  boolean isOlderThan(EntryStamp other) {
    return BY_AGE.compare(this, other) < 0;
  }

  /** Whether both are of one leader, or seem to be, and this one is its later. */
  boolean follows(EntryStamp other) {
    return epoch == other.epoch && sequence > other.sequence;
  }

  /** Shows the epoch, the sequence and the first digits of the hash. */
  @Override
  public String toString() {
    return epoch + "." + sequence + "-" + hash.substring(0, Math.min(12, hash.length()));
  }
}

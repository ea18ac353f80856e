package io.flagcache.core.store;

import java.util.Objects;

/**
 * Identifies one stored entry without its payload. A store keeps the three values beside the
 * payload, writes all of them in the same atomic step, and gives back what it finds, however odd:
 * the engine judges it.
 *
 * @param epoch the fencing token under which the entry was published
 * @param sequence counts the entries of one epoch; 0 is an entry that was published into an empty
 *     cache
 * @param hash the digest of the document's JSON text in lower-case hexadecimal digits, as the
 *     {@link PayloadFormat} says
 */
public record EntryStamp(long epoch, long sequence, String hash) {

  /**
   * Makes a stamp.
   *
   * @throws NullPointerException if the hash is null
   */
  public EntryStamp {
    Objects.requireNonNull(hash, "hash");
  }

  /** Shows the epoch, the sequence and the first digits of the hash. */
  @Override
  public String toString() {
    return epoch + "." + sequence + "-" + hash.substring(0, Math.min(12, hash.length()));
  }
}

package io.flagcache.core.memory;

import io.flagcache.core.store.Entry;
import java.util.Optional;

/**
 * What is stored for one service key. All times are those of the backend's clock.
 *
 * @param owner who holds the lease, or held it last and did not release it
 * @param epoch the fencing token of the present or last lease
 * @param leaseEnd when the lease ends
 * @param leaseNanos how long it was granted or renewed for
 * @param entry the entry
 * @param entryPublished when it was stored
 * @param entryTouched when it was stored, or led for, last
 * @param entryEnd when it dies
 */
public record InMemoryState(
    Optional<String> owner,
    long epoch,
    long leaseEnd,
    long leaseNanos,
    Optional<Entry> entry,
    long entryPublished,
    long entryTouched,
    long entryEnd) {

  /**
   * The same with another entry.
   *
   * @param other the entry
   * @return what is stored then
   */
  public InMemoryState withEntry(Entry other) {
    return new InMemoryState(
        owner,
        epoch,
        leaseEnd,
        leaseNanos,
        Optional.of(other),
        entryPublished,
        entryTouched,
        entryEnd);
  }
}

package io.flagcache.core.store;

import java.util.Optional;

/** What the store answers to a {@link LeaseRequest}. */
public sealed interface LeaseAnswer {

  /**
   * The epoch of the present lease.
   *
   * @return the fencing token; 0 if there has never been a lease
   */
  long epoch();

  /**
   * Identifies the live entry.
   *
   * @return the stamp, or empty if there is no entry, or an expired one
   */
  Optional<EntryStamp> entry();

  /**
   * The asking owner holds the lease, newly or still.
   *
   * @param epoch greater than all before it if the lease is new, unchanged if it was renewed
   * @param entry identifies the live entry
   */
  record Held(long epoch, Optional<EntryStamp> entry) implements LeaseAnswer {}

  /**
   * Another owner holds the lease, or is just being given it.
   *
   * @param epoch the other's epoch, or the last one known
   * @param entry identifies the live entry
   */
  record HeldByOther(long epoch, Optional<EntryStamp> entry) implements LeaseAnswer {}
}

package io.flagcache.core.store;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a store has for one service key, for whoever operates it.
 *
 * @param lease the present lease; empty if nobody leads, as far as the backend can tell
 * @param entry the live entry; empty if there is none
 */
public record StoreStatus(Optional<LeaseStatus> lease, Optional<EntryStatus> entry) {

  /**
   * A lease.
   *
   * @param owner the worker that holds it; flagcache's own begin with the process id
   * @param epoch its fencing token; empty in a layout that keeps none
   * @param left how long it lives unless it is renewed; empty if the backend has no clock that
   *     could tell, in which case the lease may be over, and only watching shows
   */
  public record LeaseStatus(String owner, OptionalLong epoch, Optional<Duration> left) {}

  /**
   * An entry.
   *
   * @param stamp identifies it
   * @param storedBytes the length of its payload as stored
   * @param sincePublish the time since it was stored; empty if the backend has no clock that could
   *     tell, or does not keep it
   * @param sinceTouch the time since a leader last prolonged its life; empty as well
   * @param left how long it lives if no leader touches it; empty as well
   */
  public record EntryStatus(
      EntryStamp stamp,
      long storedBytes,
      Optional<Duration> sincePublish,
      Optional<Duration> sinceTouch,
      Optional<Duration> left) {}
}

package io.flagcache.hazelcast;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * The lock around a change of the record. It keeps workers from getting into each other's way, and
 * where a majority of CP members stands behind it, it keeps the smaller side of a split cluster
 * from changing anything. That no change overwrites another one does not depend on it: each is
 * conditional.
 *
 * <p>All methods are called on one and the same thread, and may hang.
 */
interface Mutex {

  /**
   * Takes the lock, if nobody else holds it.
   *
   * @param wait how long to wait until nobody does
   * @return the lock's fence, or 0 if it has none; empty if somebody holds it
   */
  OptionalLong tryLock(Duration wait) throws Exception;

  /**
   * Gives the lock back. It does not fail: what could not be given back is, later, by {@link
   * #reconcile()}.
   */
  void unlock();

  /** Whether a lock may have been left behind by a call whose answer was lost. */
  default boolean hasDanglingLock() {
    return false;
  }

  /** Gives back what was left behind. */
  default void reconcile() {}

  /** Names the lock for people. */
  @Override
  String toString();
}

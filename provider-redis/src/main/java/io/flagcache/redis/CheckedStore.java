package io.flagcache.redis;

import io.flagcache.Deadline;
import io.flagcache.core.store.FlagCacheStore;

/** A store that can be asked at the start whether it will work. */
sealed interface CheckedStore extends FlagCacheStore permits PostHogStore, RedisStore {

  /**
   * Reads, and finds out whether the user has every right that the engine will need.
   *
   * @throws IllegalStateException if the server cannot be used as it is
   * @throws Exception if it could not be asked
   */
  void check(Deadline deadline) throws Exception;
}

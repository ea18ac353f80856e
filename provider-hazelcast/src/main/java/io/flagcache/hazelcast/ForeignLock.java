package io.flagcache.hazelcast;

import com.hazelcast.map.IMap;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lock in the map itself, on the record's key, that somebody took and does not give back. No
 * worker keeps one for longer than {@link MapMutex#LEASE}, and while there is one nobody can change
 * the record. So one that was found whenever it mattered, during a whole lease, is broken: what is
 * done under it is conditional anyway.
 */
final class ForeignLock {

  private static final Logger LOG = LoggerFactory.getLogger(HazelcastFlagCache.class);

  private final Duration patience;
  private final Contention contention;

  ForeignLock(Duration patience, LongSupplier nanoTime) {
    this.patience = patience;
    this.contention = new Contention(patience, nanoTime);
  }

  void foundFree() {
    contention.foundFree();
  }

  /** Whether the lock, which was just found taken, is to be broken. */
  boolean isAbandoned() {
    contention.foundTaken();
    return contention.isAbandoned();
  }

  /** May hang. */
  void breakOpen(IMap<String, Object> map, String key) {
    if (map.isLocked(key)) {
      LOG.warn(
          "{} in the map {} was locked for {} by somebody who is no worker, or was stopped; the lock"
              + " is broken",
          key,
          map.getName(),
          patience);
      map.forceUnlock(key);
    }
  }
}

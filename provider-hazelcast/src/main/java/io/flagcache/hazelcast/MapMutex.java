package io.flagcache.hazelcast;

import com.hazelcast.map.IMap;
import io.flagcache.core.text.PlainText;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The map's own lock of the record's key, with a lease time: whoever is killed, or stopped, while
 * it holds it keeps it for no longer than that, and its member or client leaving the cluster ends
 * it at once.
 *
 * <p>A lock request or an unlocking whose answer was lost may have happened or not. What may be
 * left is given back before the next request, which would otherwise be granted to the same thread
 * once more, and keep everyone else out until the lease ends. Since a request may be granted late,
 * beside the next one, for a while nothing counts as given back until the map says that nothing is
 * held.
 */
final class MapMutex implements Mutex {

  private static final Logger LOG = LoggerFactory.getLogger(HazelcastFlagCache.class);

  /** Far above the two round trips that are done under it, and below any lease but a test's. */
  static final Duration LEASE = Duration.ofSeconds(5);

  private final IMap<String, Object> map;
  private final String key;
  private final ForeignLock foreign;
  private final LateGrants lateGrants;
  private final String description;
  private volatile boolean dangling;

  MapMutex(
      IMap<String, Object> map,
      String key,
      ForeignLock foreign,
      LateGrants lateGrants,
      String description) {
    this.map = map;
    this.key = key;
    this.foreign = foreign;
    this.lateGrants = lateGrants;
    this.description = description;
  }

  @Override
  public OptionalLong tryLock(Duration wait) throws InterruptedException {
    reconcile();
    boolean taken = take(wait);
    if (!taken && foreign.isAbandoned()) {
      foreign.breakOpen(map, key);
      taken = take(Duration.ZERO);
    }
    if (taken) {
      foreign.foundFree();
    }
    return taken ? OptionalLong.of(0) : OptionalLong.empty();
  }

  private boolean take(Duration wait) throws InterruptedException {
    dangling = true;
    boolean taken =
        map.tryLock(
            key, wait.toMillis(), TimeUnit.MILLISECONDS, LEASE.toMillis(), TimeUnit.MILLISECONDS);
    dangling = taken;
    return taken;
  }

  @Override
  public void unlock() {
    try {
      map.unlock(key);
      if (lateGrants.mayCome()) {
        giveAllBack();
      }
      dangling = false;
    } catch (IllegalMonitorStateException leaseIsOver) {
      dangling = false;
    } catch (RuntimeException e) {
      LOG.debug(
          "The lock of {} could not be given back, which is tried again",
          key,
          PlainText.failure(e));
    }
  }

  @Override
  public boolean hasDanglingLock() {
    return dangling;
  }

  @Override
  public void reconcile() {
    if (dangling) {
      lateGrants.lost();
      giveAllBack();
    }
  }

  private void giveAllBack() {
    while (dangling) {
      try {
        map.unlock(key);
      } catch (IllegalMonitorStateException allGivenBack) {
        dangling = false;
      }
    }
  }

  @Override
  public String toString() {
    return description;
  }
}

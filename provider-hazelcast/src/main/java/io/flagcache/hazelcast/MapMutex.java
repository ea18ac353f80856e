package io.flagcache.hazelcast;

import com.hazelcast.map.IMap;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * The map's own lock of the head's key, with a lease time: whoever is killed inside, or stopped,
 * keeps it for no longer than that, and its member or client leaving the cluster ends it at once.
 */
final class MapMutex implements Mutex {

  /** Far above the two round trips that are done inside, and below any lease but a test's. */
  static final Duration LEASE = Duration.ofSeconds(5);

  private final IMap<String, Object> map;
  private final String key;
  private final String description;

  MapMutex(IMap<String, Object> map, String key, String description) {
    this.map = map;
    this.key = key;
    this.description = description;
  }

  @Override
  public OptionalLong enter(Duration wait) throws InterruptedException {
    boolean entered =
        map.tryLock(
            key, wait.toMillis(), TimeUnit.MILLISECONDS, LEASE.toMillis(), TimeUnit.MILLISECONDS);
    return entered ? OptionalLong.of(0) : OptionalLong.empty();
  }

  @Override
  public void leave() {
    try {
      map.unlock(key);
    } catch (RuntimeException e) {
      // Its lease has run out, or soon will.
    }
  }

  @Override
  public String toString() {
    return description;
  }
}

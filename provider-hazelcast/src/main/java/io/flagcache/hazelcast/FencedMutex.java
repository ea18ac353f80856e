package io.flagcache.hazelcast;

import com.hazelcast.cp.lock.FencedLock;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link FencedLock}. It has no lease time but lives as long as the session of its member or
 * client, which by default is five minutes longer than that process. So a lock that was found taken
 * whenever it was asked for, during a whole lease, is taken for that of a process which was killed
 * inside, and is not waited for any longer: what is done inside is conditional anyway.
 *
 * <p>A lock request whose answer was lost may have been granted, and would be granted again to the
 * same thread: it is given back before the next one.
 */
final class FencedMutex implements Mutex {

  private static final Logger LOG = LoggerFactory.getLogger(HazelcastFlagCache.class);

  private final Supplier<FencedLock> locks;
  private final Duration patience;
  private final LongSupplier nanoTime;
  private final String description;
  private FencedLock lock;
  private @Nullable Long takenSince;
  private long lastTaken;
  private boolean inside;
  private boolean stale;
  private volatile boolean dangling;

  /**
   * Asks for the lock, which may hang.
   *
   * @param locks finds the lock; another one if its CP group was made anew
   * @param patience how long a lock may be found taken before it is not waited for
   */
  FencedMutex(
      Supplier<FencedLock> locks, Duration patience, LongSupplier nanoTime, String description) {
    this.locks = locks;
    this.patience = patience;
    this.nanoTime = nanoTime;
    this.description = description;
    this.lock = locks.get();
    lock.isLocked();
  }

  @Override
  public OptionalLong tryLock(Duration wait) {
    if (stale) {
      FencedLock present = locks.get();
      dangling &= present == lock;
      lock = present;
      stale = false;
    }
    reconcile();
    dangling = true;
    stale = true;
    long patient = isAbandoned(nanoTime.getAsLong()) ? 0 : wait.toMillis();
    long fence = lock.tryLockAndGetFence(patient, TimeUnit.MILLISECONDS);
    stale = false;
    inside = fence != FencedLock.INVALID_FENCE;
    dangling = inside;
    if (inside) {
      takenSince = null;
      return OptionalLong.of(fence);
    }
    noteTaken(nanoTime.getAsLong());
    return isAbandoned(lastTaken) ? OptionalLong.of(0) : OptionalLong.empty();
  }

  private void noteTaken(long now) {
    if (takenSince == null || now - lastTaken >= patience.toNanos()) {
      takenSince = now;
    }
    lastTaken = now;
  }

  /** Whether it was found taken for too long, up to now or a moment ago. */
  private boolean isAbandoned(long now) {
    boolean abandoned =
        takenSince != null
            && lastTaken - takenSince >= patience.toNanos()
            && now - lastTaken < patience.toNanos();
    if (abandoned) {
      LOG.debug("The lock {} has been taken for {}; going on without", lock.getName(), patience);
    }
    return abandoned;
  }

  @Override
  public void unlock() {
    if (!inside) {
      return;
    }
    inside = false;
    try {
      lock.unlock();
      dangling = false;
    } catch (IllegalMonitorStateException sessionIsOver) {
      dangling = false;
    } catch (RuntimeException e) {
      LOG.debug("The lock {} could not be given back, which is tried again", lock.getName(), e);
    }
  }

  @Override
  public boolean hasDanglingLock() {
    return dangling;
  }

  @Override
  public void reconcile() {
    while (dangling) {
      try {
        lock.unlock();
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

package io.flagcache.hazelcast;

import com.hazelcast.cp.lock.FencedLock;
import io.flagcache.core.text.PlainText;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link FencedLock}. It has no lease time but lives as long as the session of its member or
 * client, which by default is five minutes longer than that process. So a lock that was found taken
 * whenever it was asked for, during a whole lease, is taken for that of a process which was killed
 * while it held it, and is not waited for any longer: what is done under it is conditional anyway.
 *
 * <p>A lock request whose answer was lost may have been granted, and would be granted again to the
 * same thread: it is given back before the next one. Since it may be granted later, beside the next
 * one, for a while nothing counts as given back until the CP group says that nothing is held.
 */
final class FencedMutex implements Mutex {

  private static final Logger LOG = LoggerFactory.getLogger(HazelcastFlagCache.class);

  private final Supplier<FencedLock> locks;
  private final Duration patience;
  private final Contention contention;
  private final LateGrants lateGrants;
  private final String description;
  private volatile State state;

  /** What this worker knows of its hold on the lock. */
  private sealed interface State {

    /** The lock as it was last found; another one if its CP group is made anew. */
    FencedLock lock();
  }

  /** Not held. */
  private record Free(FencedLock lock) implements State {}

  /** Asked for; held or not, as long as no answer is there, or for good if it was lost. */
  private record Asked(FencedLock lock) implements State {}

  /** Held, by an answer that came. */
  private record Held(FencedLock lock) implements State {}

  /** To be given back once more, since that failed. */
  private record Unreturned(FencedLock lock) implements State {}

  /** Not held, after a lost answer, for which the CP group may have been made anew. */
  private record Doubtful(FencedLock lock) implements State {}

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
    this.contention = new Contention(patience, nanoTime);
    this.lateGrants = new LateGrants(patience, nanoTime);
    this.description = description;
    FencedLock lock = locks.get();
    lock.isLocked();
    this.state = new Free(lock);
  }

  @Override
  public OptionalLong tryLock(Duration wait) {
    FencedLock lock = lockWithoutOurs();
    long millis = contention.isAbandoned() ? 0 : wait.toMillis();
    state = new Asked(lock);
    long fence = lock.tryLockAndGetFence(millis, TimeUnit.MILLISECONDS);
    if (fence != FencedLock.INVALID_FENCE) {
      state = new Held(lock);
      contention.foundFree();
      return OptionalLong.of(fence);
    }
    state = new Free(lock);
    contention.foundTaken();
    if (!contention.isAbandoned()) {
      return OptionalLong.empty();
    }
    LOG.debug("The lock {} has been taken for {}; going on without", lock.getName(), patience);
    return OptionalLong.of(0);
  }

  /** The lock as it is now, with nothing on it that this worker left behind. */
  private FencedLock lockWithoutOurs() {
    State before = state;
    if (before instanceof Asked || before instanceof Doubtful) {
      lateGrants.lost();
      FencedLock present = locks.get();
      boolean mayBeHeld = before instanceof Asked && present == before.lock();
      state = mayBeHeld ? new Unreturned(present) : new Free(present);
    }
    reconcile();
    return state.lock();
  }

  @Override
  public void unlock() {
    if (!(state instanceof Held held)) {
      return;
    }
    FencedLock lock = held.lock();
    state = new Unreturned(lock);
    try {
      lock.unlock();
      if (lateGrants.mayCome()) {
        reconcile();
      }
      state = new Free(lock);
    } catch (IllegalMonitorStateException sessionIsOver) {
      state = new Free(lock);
    } catch (RuntimeException e) {
      LOG.debug(
          "The lock {} could not be given back, which is tried again",
          lock.getName(),
          PlainText.failure(e));
    }
  }

  @Override
  public boolean hasDanglingLock() {
    return !(state instanceof Free || state instanceof Doubtful);
  }

  @Override
  public void reconcile() {
    while (hasDanglingLock()) {
      FencedLock lock = state.lock();
      try {
        lock.unlock();
      } catch (IllegalMonitorStateException allGivenBack) {
        state = state instanceof Asked ? new Doubtful(lock) : new Free(lock);
      }
    }
  }

  @Override
  public String toString() {
    return description;
  }
}

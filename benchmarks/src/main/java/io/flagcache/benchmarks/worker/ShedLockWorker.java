package io.flagcache.benchmarks.worker;

import io.flagcache.benchmarks.backend.ValueAndLock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockProvider;
import net.javacrumbs.shedlock.core.SimpleLock;

/** A lock of ShedLock's that is extended at each poll, and the example's value. */
final class ShedLockWorker implements CacheWorker {

  private static final Duration LEAST = Duration.ZERO;

  private final LockProvider locks;
  private final String name;
  private final ValueAndLock shared;
  private Optional<SimpleLock> held = Optional.empty();
  private long polls;

  ShedLockWorker(LockProvider locks, String name, ValueAndLock shared) {
    this.locks = locks;
    this.name = name;
    this.shared = shared;
  }

  @Override
  public boolean shouldFetch() {
    // Within a millisecond an extension would else change nothing, and some databases write
    // nothing.
    polls++;
    held =
        held.isPresent()
            ? held.get().extend(ValueAndLock.LOCK_TTL.plusMillis(polls), LEAST)
            : locks.lock(new LockConfiguration(Instant.now(), name, ValueAndLock.LOCK_TTL, LEAST));
    return held.isPresent();
  }

  @Override
  public Object get() throws Exception {
    return ExampleWorker.read(shared);
  }

  @Override
  public void received(SampleDocument document) throws Exception {
    shared.write(document.json());
  }

  @Override
  public void close() {
    held.ifPresent(SimpleLock::unlock);
  }
}

package io.flagcache.hazelcast;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * For how long a lock was found taken whenever it was asked for. What was not asked for during a
 * whole patience begins anew: in between it may have been free.
 */
final class Contention {

  private final long patienceNanos;
  private final LongSupplier nanoTime;
  private @Nullable Span taken;

  private record Span(long first, long last) {}

  Contention(Duration patience, LongSupplier nanoTime) {
    this.patienceNanos = patience.toNanos();
    this.nanoTime = nanoTime;
  }

  /** The lock was just found taken. */
  void foundTaken() {
    long now = nanoTime.getAsLong();
    Span before = taken;
    taken =
        before != null && now - before.last() < patienceNanos
            ? new Span(before.first(), now)
            : new Span(now, now);
  }

  /** The lock was just found free. */
  void foundFree() {
    taken = null;
  }

  /** Whether it was found taken for the whole patience, up to now or a moment ago. */
  boolean isAbandoned() {
    Span span = taken;
    return span != null
        && span.last() - span.first() >= patienceNanos
        && nanoTime.getAsLong() - span.last() < patienceNanos;
  }
}

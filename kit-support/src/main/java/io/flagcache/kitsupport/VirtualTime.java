package io.flagcache.kitsupport;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** A clock that stands still until it is moved, and reads that wait for what may come with time. */
public final class VirtualTime implements LongSupplier {

  private final List<BooleanSupplier> waiting = new ArrayList<>();
  private long now;

  /** Tries this again whenever time has passed, until it says that it has ended. */
  public void retry(BooleanSupplier attempt) {
    waiting.add(attempt);
  }

  public void advance(Duration duration) {
    now += duration.toNanos();
    List<BooleanSupplier> attempts = List.copyOf(waiting);
    waiting.clear();
    for (BooleanSupplier attempt : attempts) {
      if (!attempt.getAsBoolean()) {
        waiting.add(attempt);
      }
    }
  }

  @Override
  public long getAsLong() {
    return now;
  }
}

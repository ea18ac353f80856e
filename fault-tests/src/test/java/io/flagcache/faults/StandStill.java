package io.flagcache.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** When this process or its machine stood still: a thread that only sleeps was not woken. */
final class StandStill {

  private static final long STEP = Duration.ofMillis(50).toNanos();
  private static final long LATE = Duration.ofMillis(200).toNanos();

  private static final List<Pause> PAUSES = new ArrayList<>();
  private static long lastWoken = System.nanoTime();

  private record Pause(long begin, long end) {}

  static {
    Thread watch = new Thread(StandStill::watch, "watch");
    watch.setDaemon(true);
    watch.start();
  }

  private StandStill() {}

  private static void watch() {
    while (true) {
      LockSupport.parkNanos(STEP);
      wake();
    }
  }

  private static synchronized void wake() {
    long now = System.nanoTime();
    if (now - lastWoken > STEP + LATE) {
      PAUSES.add(new Pause(lastWoken + STEP, now));
    }
    lastWoken = now;
  }

  /** For how long, between two moments that are over. */
  static synchronized Duration between(long begin, long end) {
    wake();
    long nanos = 0;
    for (Pause pause : PAUSES) {
      nanos += Math.max(0, Math.min(end, pause.end()) - Math.max(begin, pause.begin()));
    }
    return Duration.ofNanos(nanos);
  }
}

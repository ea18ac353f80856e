package io.flagcache.dynamodb;

import java.time.Duration;

/** Judges a call that is to end within its deadline; if it was too late, again with more time. */
final class InTime {

  private static final int FACTOR = 3;
  private static final int LARGEST_STRETCH = 9;

  private InTime() {}

  /** Calls something and judges what came of it. */
  interface Call {
    void within(Duration deadline) throws Exception;
  }

  /**
   * Demands that a call ends in time.
   *
   * @param deadline what it is given, and three times as much where that was too little
   * @param slack what the machine may add
   */
  static void demand(Duration deadline, Duration slack, Call call) throws Exception {
    for (int stretch = 1; ; stretch *= FACTOR) {
      Duration given = deadline.multipliedBy(Math.min(stretch, FACTOR));
      long begin = System.nanoTime();
      try {
        call.within(given);
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        if (took.compareTo(given.plus(slack.multipliedBy(stretch))) > 0) {
          throw new AssertionError("it took " + took + ", but its deadline was " + given);
        }
        return;
      } catch (AssertionError late) {
        if (stretch == LARGEST_STRETCH) {
          throw late;
        }
      }
    }
  }
}

package io.flagcache.conformance.internal;

import java.util.concurrent.Semaphore;

/** Lets tests run at the same time, but those alone that disturb others. */
public final class Turns {

  private static final int ALL = 1_000_000;

  // Fair, so that those who wait for all others get their turn.
  private static final Semaphore PERMITS = new Semaphore(ALL, true);

  private Turns() {}

  /**
   * Waits until a test may begin.
   *
   * @param alone whether it disturbs others
   * @return ends its turn
   * @throws InterruptedException if the test is not to run any more
   */
  public static Runnable take(boolean alone) throws InterruptedException {
    int permits = alone ? ALL : 1;
    PERMITS.acquire(permits);
    return () -> PERMITS.release(permits);
  }
}

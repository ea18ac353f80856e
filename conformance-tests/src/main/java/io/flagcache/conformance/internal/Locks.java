package io.flagcache.conformance.internal;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.stream.Stream;

/** Locks of this process, which workers of a fleet do not share. */
public final class Locks {

  private Locks() {}

  /**
   * Whether another thread waits for a monitor or a lock that the calling thread holds.
   *
   * @return true if one does
   */
  public static boolean keepWaiting() {
    long own = Thread.currentThread().getId();
    ThreadInfo[] threads = ManagementFactory.getThreadMXBean().dumpAllThreads(false, false);
    return Stream.of(threads).anyMatch(thread -> thread.getLockOwnerId() == own);
  }
}

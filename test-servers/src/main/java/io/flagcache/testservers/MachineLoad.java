package io.flagcache.testservers;

import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;

/** Whether what took too long took so for want of a processor. */
public final class MachineLoad {

  private MachineLoad() {}

  /** So that seconds of work for one processor may take longer than any deadline. */
  public static boolean isHigh() {
    OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
    return system.getSystemLoadAverage() > 4 * system.getAvailableProcessors();
  }
}

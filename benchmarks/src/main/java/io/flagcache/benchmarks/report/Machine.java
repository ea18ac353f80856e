package io.flagcache.benchmarks.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.management.OperatingSystemMXBean;
import io.flagcache.benchmarks.report.Results.Run;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What a run is measured on. */
public final class Machine {

  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private Machine() {}

  /**
   * Says what this machine is.
   *
   * @param plan what is measured
   */
  public static Run describe(String plan) {
    return new Run(
        plan,
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        commit(),
        processor(),
        SYSTEM.getAvailableProcessors(),
        Math.round(SYSTEM.getTotalMemorySize() / 1e9),
        SYSTEM.getName() + " " + SYSTEM.getVersion(),
        System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
  }

  private static String processor() {
    try {
      return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(SYSTEM.getArch());
    } catch (IOException notLinux) {
      return SYSTEM.getArch();
    }
  }

  private static String commit() {
    try {
      Process git = new ProcessBuilder("git", "rev-parse", "--short=10", "HEAD").start();
      String commit = new String(git.getInputStream().readAllBytes(), UTF_8).strip();
      return commit.isEmpty() ? "unknown" : commit;
    } catch (IOException noGit) {
      return "unknown";
    }
  }
}

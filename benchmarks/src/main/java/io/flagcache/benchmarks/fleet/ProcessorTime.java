package io.flagcache.benchmarks.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The processor time of processes, as Linux counts it for each thread in nanoseconds. For a process
 * as a whole, {@code /proc/PID/stat} and the JVM's own beans count in hundredths of a second, in
 * which a fleet polls dozens of times.
 */
final class ProcessorTime {

  private ProcessorTime() {}

  /** Whether this system tells. */
  static boolean isKnown() {
    return Files.isReadable(Path.of("/proc/self/schedstat"));
  }

  /** Of the threads of this process that live now. */
  static long nanosOfThisProcess() {
    return nanosOf(ProcessHandle.current().pid());
  }

  /** Of the threads of a process and its children that live now. */
  static long nanosOf(ProcessHandle process) {
    return Stream.concat(Stream.of(process), process.descendants())
        .mapToLong(each -> nanosOf(each.pid()))
        .sum();
  }

  private static long nanosOf(long pid) {
    Path threads = Path.of("/proc", Long.toString(pid), "task");
    try (Stream<Path> all = Files.list(threads)) {
      List<Path> listed = all.toList();
      return listed.stream().mapToLong(thread -> nanosOf(thread.resolve("schedstat"))).sum();
    } catch (IOException | UncheckedIOException ended) {
      return 0;
    }
  }

  private static long nanosOf(Path schedstat) {
    try {
      return Long.parseLong(Files.readString(schedstat).split(" ", 2)[0]);
    } catch (IOException ended) {
      return 0;
    }
  }
}

package io.flagcache.benchmarks.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The processor time of another process and its children, as Linux counts it for each thread in
 * nanoseconds. {@code /proc/PID/stat} counts in hundredths of a second, which is more than what a
 * fleet takes in one.
 */
final class ProcessorTime {

  private ProcessorTime() {}

  /** Whether this system tells. */
  static boolean isKnown() {
    return Files.isReadable(Path.of("/proc/self/schedstat"));
  }

  /** Of the threads that live now. */
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

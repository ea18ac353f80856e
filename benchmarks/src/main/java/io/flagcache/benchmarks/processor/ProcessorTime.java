package io.flagcache.benchmarks.processor;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The processor time of processes, as Linux counts it for each thread in nanoseconds. For a process
 * as a whole, {@code /proc/PID/stat} and the JVM's own beans count in hundredths of a second, in
 * which a fleet polls dozens of times. The JVM's compiler is left out: for its first seconds a
 * process spends more on that than on what it is there for.
 */
public final class ProcessorTime {

  /** As the system calls its threads, of which it keeps fifteen characters. */
  private static final Pattern COMPILER = Pattern.compile("C[12] CompilerThr.*");

  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private final Map<Path, Long> nanosByThread;

  private ProcessorTime(Map<Path, Long> nanosByThread) {
    this.nanosByThread = nanosByThread;
  }

  /** Whether this system tells it of each thread. */
  public static boolean isKnown() {
    return Files.isReadable(Path.of("/proc/self/schedstat"));
  }

  /** Of this process until now; elsewhere than on Linux as a whole, with the compiler. */
  public static ProcessorTime ofThisProcess() {
    return isKnown()
        ? ofAll(Stream.of(ProcessHandle.current()))
        : new ProcessorTime(Map.of(Path.of("all"), SYSTEM.getProcessCpuTime()));
  }

  /** Of a process and its children until now. */
  public static ProcessorTime of(ProcessHandle process) {
    return ofAll(Stream.concat(Stream.of(process), process.descendants()));
  }

  private static ProcessorTime ofAll(Stream<ProcessHandle> processes) {
    Map<Path, Long> nanosByThread = new HashMap<>();
    processes.forEach(
        process ->
            threads(process.pid()).forEach(thread -> nanosByThread.put(thread, nanosOf(thread))));
    return new ProcessorTime(nanosByThread);
  }

  private static List<Path> threads(long pid) {
    try (Stream<Path> all = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
      return all.filter(thread -> !COMPILER.matcher(nameOf(thread)).matches()).toList();
    } catch (IOException | UncheckedIOException ended) {
      return List.of();
    }
  }

  private static String nameOf(Path thread) {
    try {
      return Files.readString(thread.resolve("comm")).strip();
    } catch (IOException ended) {
      return "";
    }
  }

  private static long nanosOf(Path thread) {
    try {
      return Long.parseLong(Files.readString(thread.resolve("schedstat")).split(" ", 2)[0]);
    } catch (IOException ended) {
      return 0;
    }
  }

  /** What has been taken since then, by the threads that live still. */
  public double microsSince(ProcessorTime before) {
    return nanosByThread.entrySet().stream()
            .mapToLong(
                thread ->
                    thread.getValue() - before.nanosByThread.getOrDefault(thread.getKey(), 0L))
            .filter(nanos -> nanos > 0)
            .sum()
        / 1000.0;
  }
}

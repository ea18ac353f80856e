package io.flagcache.demo.worker;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A worker in a JVM of its own: the same Java and class path as this one, and a small heap. */
public final class WorkerProcess implements AutoCloseable {

  /** The hidden command that the process runs. */
  public static final String COMMAND = "worker";

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Process process;
  private final BufferedWriter commands;

  private WorkerProcess(Process process) {
    this.process = process;
    this.commands = process.outputWriter(StandardCharsets.UTF_8);
  }

  /** Hears a worker, on a thread of its own. */
  public interface Listener {

    /** The worker reported something. */
    void reported(WorkerReport report);

    /** The process ended; nothing comes after this. */
    void exited(int code);
  }

  /**
   * Starts a worker, which reports {@link WorkerReport.Ready} and then waits for {@link #go()}.
   *
   * @param mainClass has the hidden command
   * @param settings what the worker is told
   * @param heapMegabytes the size of its heap
   * @param log the file that gets its log, at the end
   * @throws IOException if the process cannot be started
   */
  public static WorkerProcess start(
      Class<?> mainClass, WorkerSettings settings, int heapMegabytes, Path log) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heapMegabytes + "m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                // Standard output is for reports: the JVM's own warnings go to the log.
                "-XX:+DisplayVMOutputToStderr",
                "-Dflagcache.log=INFO",
                "-cp",
                System.getProperty("java.class.path"),
                mainClass.getName(),
                COMMAND));
    builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    WorkerProcess worker = new WorkerProcess(builder.start());
    worker.send(WorkerProtocol.line(settings));
    return worker;
  }

  /**
   * Begins to read the worker's reports. To be called once.
   *
   * @param listener hears the worker
   */
  public void listen(Listener listener) {
    Thread reader = new Thread(() -> read(listener), "worker " + pid());
    reader.setDaemon(true);
    reader.start();
  }

  /** The process id. */
  public long pid() {
    return process.pid();
  }

  /** Lets the worker begin to poll. */
  public void go() {
    send(WorkerProtocol.GO);
  }

  /** Asks the worker to shut down in order. Does not wait. */
  public void stop() {
    send(WorkerProtocol.STOP);
  }

  /** Ends the process at once, as {@code kill -9} does. */
  public void kill() {
    process.destroyForcibly();
  }

  /** Shuts the worker down in order, or kills it if that takes too long. */
  @Override
  public void close() {
    stop();
    try {
      if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        kill();
      }
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
    }
  }

  private void send(String line) {
    try {
      commands.write(line + "\n");
      commands.flush();
    } catch (IOException e) {
      // The process is gone, which its listener hears.
    }
  }

  private void read(Listener listener) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line = lines.readLine();
      while (line != null) {
        WorkerProtocol.report(line).ifPresent(listener::reported);
        line = lines.readLine();
      }
    } catch (IOException e) {
      // A killed process takes its pipe along.
    }
    listener.exited(exitCode());
  }

  private int exitCode() {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return -1;
    }
  }
}

package io.flagcache.demo.worker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * The lines between the demo and a worker process. The demo sends the settings, then {@link #GO},
 * then {@link #STOP}; the end of the input, which the death of the demo brings about, also stops a
 * worker. The worker sends {@link WorkerReport}s.
 */
public final class WorkerProtocol {

  /** Tells a worker that is ready to begin polling. */
  public static final String GO = "go";

  /** Tells a worker to shut down in order. */
  public static final String STOP = "stop";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private WorkerProtocol() {}

  /** Writes settings. */
  public static String line(WorkerSettings settings) {
    return write(settings);
  }

  /** Writes a report. */
  public static String line(WorkerReport report) {
    return write(report);
  }

  /**
   * Reads settings.
   *
   * @throws IllegalArgumentException if the line has none
   */
  public static WorkerSettings settings(String line) {
    try {
      return MAPPER.readValue(line, WorkerSettings.class);
    } catch (JsonProcessingException e) {
      // Its message would quote the line, which has secrets.
      throw new IllegalArgumentException(
          "The first line on standard input has to be a worker's settings; this command is for"
              + " the demo's own use");
    }
  }

  /**
   * Reads a report.
   *
   * @return empty if the line is something else, for example a JVM's own message
   */
  public static Optional<WorkerReport> report(String line) {
    try {
      return Optional.ofNullable(MAPPER.readValue(line, WorkerReport.class));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static String write(Object message) {
    try {
      return MAPPER.writeValueAsString(message);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package io.flagcache.benchmarks.report;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.flagcache.benchmarks.backend.Backend;
import io.flagcache.benchmarks.worker.Contender;
import io.flagcache.benchmarks.worker.Operation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What one run has measured.
 *
 * @param run where and when
 * @param times of operations
 * @param traffic of operations
 * @param simulatedFleets what many workers ask for in an hour
 * @param measuredFleets what many workers cost one server
 * @param starts of new processes
 */
public record Results(
    Run run,
    List<Time> times,
    List<Traffic> traffic,
    List<SimulatedFleet> simulatedFleets,
    List<MeasuredFleet> measuredFleets,
    List<Start> starts) {

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /**
   * Where and when it was measured, and what.
   *
   * @param plan quick or full
   * @param started as a date and a time in UTC
   * @param commit the last one of the measured source
   * @param processor as the system calls it
   * @param processors how many threads can run at a time
   * @param memoryGigabytes of the machine
   * @param system its name and version
   * @param java name and version of the virtual machine
   */
  public record Run(
      String plan,
      String started,
      String commit,
      String processor,
      int processors,
      long memoryGigabytes,
      String system,
      String java) {}

  /**
   * What an operation takes.
   *
   * @param micros the median of the time on the clock
   * @param cpuMicros processor time of the client's process
   * @param allocatedBytes on the heap of the client's process
   */
  public record Time(
      Backend backend,
      Contender contender,
      Operation operation,
      int documentBytes,
      double micros,
      double cpuMicros,
      double allocatedBytes) {}

  /**
   * What an operation sends and receives, the mean of some.
   *
   * @param roundTrips between client and server
   * @param bytes in both directions, above TCP
   * @param readUnits of DynamoDB
   * @param writeUnits of DynamoDB
   */
  public record Traffic(
      Backend backend,
      Contender contender,
      Operation operation,
      int documentBytes,
      double roundTrips,
      double bytes,
      double readUnits,
      double writeUnits) {}

  /**
   * What a fleet asks for while its definitions change once.
   *
   * @param polls how many intervals between polls it was simulated for
   * @param requestsToApi of all workers
   * @param requestsToApiWithoutCache of the same workers, each for itself
   * @param followerPolls that asked for the lease and did not get it
   * @param leaderPolls that got it
   * @param publications that were stored
   * @param reads of a whole document
   * @param looks at the entry alone, by workers that start
   */
  public record SimulatedFleet(
      int workers,
      long polls,
      long requestsToApi,
      long requestsToApiWithoutCache,
      long followerPolls,
      long leaderPolls,
      long publications,
      long reads,
      long looks) {}

  /**
   * What the poll of one of many workers costs, while nothing changes.
   *
   * @param workers how many; 0 if the client alone sent small requests
   * @param pollsASecond of all of them
   * @param micros the median of the time on the clock
   * @param cpuMicros processor time of the process with all workers
   * @param serverCpuMicros processor time of the server
   * @param threads that there are while the fleet is there, and not without it
   * @param heapBytes that each worker keeps
   */
  public record MeasuredFleet(
      Backend backend,
      int workers,
      int documentBytes,
      double pollsASecond,
      double micros,
      double cpuMicros,
      double serverCpuMicros,
      int threads,
      double heapBytes) {}

  /**
   * What a new process takes until it has the definitions.
   *
   * @param client what it reads by: flagcache, or the client alone with Jackson
   * @param classArchive whether its classes are loaded from an archive
   * @param millis the median of the time on the clock
   * @param cpuMillis the median of its processor time
   */
  public record Start(
      Backend backend, String client, boolean classArchive, double millis, double cpuMillis) {

    /** A reader of flagcache. */
    public static final String FLAGCACHE = "flagcache";

    /** The client that flagcache uses, alone. */
    public static final String CLIENT = "client and Jackson";
  }

  /** Reads what {@link #write(Path)} has written. */
  public static Results read(Path file) {
    try {
      return MAPPER.readValue(file.toFile(), Results.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a file of JSON, and the directories above it. */
  public void write(Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, MAPPER.writeValueAsString(this) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package io.flagcache.benchmarks;

import io.flagcache.benchmarks.worker.Contender;
import io.flagcache.benchmarks.worker.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * How much is measured, and how long.
 *
 * @param name as the settings call it
 * @param documentBytes the sizes of documents
 * @param contenders who
 * @param operations what of it is timed
 * @param warmups how often before times count
 * @param iterations how often they count
 * @param iteration how long each time
 * @param simulatedWorkers the sizes of fleets in virtual time
 * @param measuredFleets fleets on a server
 * @param starts processes of each kind
 */
record Plan(
    String name,
    List<Integer> documentBytes,
    Set<Contender> contenders,
    Set<Operation> operations,
    int warmups,
    int iterations,
    Duration iteration,
    List<Integer> simulatedWorkers,
    List<FleetSize> measuredFleets,
    int starts) {

  /** How many workers share a document of what length; no workers are the client alone. */
  record FleetSize(int workers, int documentBytes) {}

  private static final Set<Contender> ALL_CONTENDERS = EnumSet.allOf(Contender.class);
  private static final Set<Operation> ALL_OPERATIONS = EnumSet.allOf(Operation.class);

  private static final int WARMUPS = 5;
  private static final int ITERATIONS = 4;
  private static final Duration ITERATION = Duration.ofMillis(500);

  /** A minute or two for each backend: whether all of it works. The figures say nothing. */
  static final Plan TRIAL =
      new Plan(
          "trial",
          List.of(10_000),
          ALL_CONTENDERS,
          ALL_OPERATIONS,
          1,
          1,
          Duration.ofMillis(200),
          List.of(10),
          fleetsOf(0, 10),
          1);

  /** Minutes: what matters most. */
  static final Plan QUICK =
      new Plan(
          "quick",
          List.of(10_000, 1_000_000),
          EnumSet.of(Contender.CLIENT, Contender.FLAGCACHE, Contender.EXAMPLE),
          EnumSet.of(Operation.FOLLOWER_POLL, Operation.LEADER_POLL, Operation.PUBLICATION),
          WARMUPS,
          ITERATIONS,
          ITERATION,
          List.of(10, 100, 1000),
          fleetsOf(0, 10, 100),
          10);

  /** As the one before, of more sizes and of all who can be compared. */
  static final Plan FULL =
      new Plan(
          "full",
          List.of(10_000, 100_000, 1_000_000, 10_000_000),
          ALL_CONTENDERS,
          ALL_OPERATIONS,
          WARMUPS,
          ITERATIONS,
          ITERATION,
          List.of(10, 100, 1000, 10_000),
          fleetsOf(0, 10, 100, 500),
          10);

  /** Of a small document, and one of a large one, of which the memory of a worker is told. */
  private static List<FleetSize> fleetsOf(Integer... workers) {
    List<FleetSize> fleets = new ArrayList<>();
    for (int each : workers) {
      fleets.add(new FleetSize(each, 10_000));
    }
    fleets.add(new FleetSize(10, 1_000_000));
    return List.copyOf(fleets);
  }

  static Plan named(String name) {
    return List.of(TRIAL, QUICK, FULL).stream()
        .filter(plan -> plan.name.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "flagcache.benchmarks.run is '" + name + "'; use trial, quick or full"));
  }
}

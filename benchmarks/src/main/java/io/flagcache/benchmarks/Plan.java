package io.flagcache.benchmarks;

import io.flagcache.benchmarks.worker.Contender;
import io.flagcache.benchmarks.worker.Operation;
import java.time.Duration;
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
 * @param measuredWorkers the sizes of fleets on a server; 0 is the client alone
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
    List<Integer> measuredWorkers,
    int starts) {

  private static final Set<Contender> ALL_CONTENDERS = EnumSet.allOf(Contender.class);
  private static final Set<Operation> ALL_OPERATIONS = EnumSet.allOf(Operation.class);

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
          List.of(0, 10),
          1);

  /** Minutes: whether something has changed by much. */
  static final Plan QUICK =
      new Plan(
          "quick",
          List.of(10_000, 1_000_000),
          EnumSet.of(Contender.CLIENT, Contender.FLAGCACHE, Contender.EXAMPLE),
          EnumSet.of(Operation.FOLLOWER_POLL, Operation.LEADER_POLL, Operation.PUBLICATION),
          2,
          3,
          Duration.ofMillis(400),
          List.of(10, 100, 1000),
          List.of(0, 10, 100),
          3);

  /** What the documentation shows. */
  static final Plan FULL =
      new Plan(
          "full",
          List.of(10_000, 100_000, 1_000_000, 10_000_000),
          ALL_CONTENDERS,
          ALL_OPERATIONS,
          4,
          5,
          Duration.ofSeconds(1),
          List.of(10, 100, 1000, 10_000),
          List.of(0, 10, 100, 500),
          10);

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

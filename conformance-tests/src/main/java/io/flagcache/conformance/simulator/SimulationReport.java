package io.flagcache.conformance.simulator;

import io.flagcache.conformance.history.Violation;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What was measured in one run. All times are the scenario's.
 *
 * @param scenario its name
 * @param seed what repeats the run, if it was in virtual time
 * @param length how much time passed
 * @param workers how many workers lived, at one time or another
 * @param traffic the requests that the fleet sent
 * @param unshared the requests that the same workers would have sent without a provider
 * @param ideal the requests that one worker would have sent that lives as long as the fleet
 * @param changes how each change of the document spread
 * @param broken how often each rule was found broken that {@link
 *     io.flagcache.conformance.history.History} judges
 * @param violations the first of these
 * @param longestWithoutLeader the longest time between the end of one lease and the next, while the
 *     backend was in reach
 * @param longestEmpty the longest time from a read that found nothing to the next one that found
 *     something
 * @param longestWithoutFlags the longest time from a worker's start to its first flags
 * @param withoutFlags how many workers are left that never had flags
 * @param requestsInOutages the requests that were sent while the backend was out of reach
 * @param failedCalls calls of the provider that failed, or were given up by the SDK
 * @param tolerance what the simulator and the machine may have added to any of these times
 */
public record SimulationReport(
    String scenario,
    long seed,
    Duration length,
    int workers,
    Traffic traffic,
    Traffic unshared,
    Traffic ideal,
    List<Spread> changes,
    Map<String, Long> broken,
    List<Violation> violations,
    Duration longestWithoutLeader,
    Duration longestEmpty,
    Duration longestWithoutFlags,
    int withoutFlags,
    long requestsInOutages,
    long failedCalls,
    Duration tolerance) {

  /** Makes a report. */
  public SimulationReport {
    changes = List.copyOf(changes);
    broken = Map.copyOf(broken);
    violations = List.copyOf(violations);
  }

  /**
   * How a change of the document spread among the workers that lived then. A worker that stood
   * still, or left, before it saw the change does not count.
   *
   * @param version the new version
   * @param at when the API had it
   * @param slowest how long it took the last worker that saw it
   * @param mean how long it took a worker that saw it
   * @param unaware how many workers had not seen it at the end
   */
  public record Spread(int version, Duration at, Duration slowest, Duration mean, int unaware) {}

  /**
   * Things that should not have happened.
   *
   * @param count how many
   * @param first the first of them, in words
   */
  public record Findings(long count, List<String> first) {

    /** Makes findings. */
    public Findings {
      first = List.copyOf(first);
    }

    /**
     * Whether nothing was found.
     *
     * @return true if there is none
     */
    public boolean none() {
      return count == 0;
    }

    @Override
    public String toString() {
      return count + (none() ? "" : ", the first: " + first.get(0));
    }
  }

  /**
   * What broke one of these rules.
   *
   * @param rules the ids of the rules
   * @return how often, and the first of it
   */
  public Findings findings(String... rules) {
    List<String> ids = List.of(rules);
    return new Findings(
        ids.stream().mapToLong(rule -> broken.getOrDefault(rule, 0L)).sum(),
        violations.stream()
            .filter(violation -> ids.contains(violation.rule()))
            .map(Violation::toString)
            .toList());
  }

  /**
   * Workers that went back to an older document. Not counted are steps back from a document that
   * the SDK had kept to itself, since no provider could prevent them.
   *
   * @return what broke P11, or O1 where a superseded leader's document is behind it
   */
  public Findings stepsBack() {
    return findings("P11", "O1");
  }

  /**
   * Workers that were given a document without flags, or one that differs from all that were handed
   * over.
   *
   * @return what broke P1
   */
  public Findings losses() {
    return findings("P1");
  }

  /**
   * Workers that were elected while another's lease lasted.
   *
   * @return what broke E1 or E3
   */
  public Findings twoLeaders() {
    return findings("E1", "E3");
  }

  SimulationReport with(Map<String, Long> newBroken, List<Violation> newViolations) {
    return new SimulationReport(
        scenario,
        seed,
        length,
        workers,
        traffic,
        unshared,
        ideal,
        changes,
        newBroken,
        newViolations,
        longestWithoutLeader,
        longestEmpty,
        longestWithoutFlags,
        withoutFlags,
        requestsInOutages,
        failedCalls,
        tolerance);
  }

  /**
   * The slowest spread of any change.
   *
   * @return how long it took until the last worker saw a change; zero if there was no change
   */
  public Duration slowestSpread() {
    return changes.stream().map(Spread::slowest).max(Duration::compareTo).orElse(Duration.ZERO);
  }

  /**
   * The workers that missed a change.
   *
   * @return the sum over all changes
   */
  public int unaware() {
    return changes.stream().mapToInt(Spread::unaware).sum();
  }

  /** All measures, a line each. */
  @Override
  public String toString() {
    return String.join(
        "\n",
        scenario + ", seed " + seed + ": " + workers + " workers in " + text(length),
        "  fleet            " + traffic,
        "  without sharing  " + unshared,
        "  at best          " + ideal,
        "  changes          "
            + changes.size()
            + ", seen by all after "
            + text(slowestSpread())
            + " at most, unseen by "
            + unaware(),
        "  steps back       " + stepsBack(),
        "  losses           " + losses(),
        "  two leaders      " + twoLeaders(),
        "  other findings   " + others(),
        "  without leader   " + text(longestWithoutLeader) + " at most",
        "  empty cache      " + text(longestEmpty) + " at most",
        "  without flags    "
            + text(longestWithoutFlags)
            + " at most after a start, still "
            + withoutFlags,
        "  outages          " + requestsInOutages + " requests, " + failedCalls + " failed calls");
  }

  private Findings others() {
    return findings(
        broken.keySet().stream()
            .filter(rule -> !Set.of("P11", "O1", "P1", "E1", "E3").contains(rule))
            .toArray(String[]::new));
  }

  static String text(Duration duration) {
    String seconds = String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    long minutes = duration.toMinutes();
    return minutes < 2
        ? seconds
        : minutes < 120
            ? minutes + " min " + duration.toSecondsPart() + " s"
            : duration.toHours() + " h " + duration.toMinutesPart() + " min";
  }
}

package io.flagcache.conformance.simulator;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

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
 * @param stepsBack workers that went back to an older document. Not counted are steps back from a
 *     document that the SDK had kept to itself, since no provider could prevent them
 * @param losses workers that were given a document without flags, or one that differs from all that
 *     were handed over
 * @param twoLeaders workers that were told to fetch while another's lease lasted
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
    Findings stepsBack,
    Findings losses,
    Findings twoLeaders,
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
        "  steps back       " + stepsBack,
        "  losses           " + losses,
        "  two leaders      " + twoLeaders,
        "  without leader   " + text(longestWithoutLeader) + " at most",
        "  empty cache      " + text(longestEmpty) + " at most",
        "  without flags    "
            + text(longestWithoutFlags)
            + " at most after a start, still "
            + withoutFlags,
        "  outages          " + requestsInOutages + " requests, " + failedCalls + " failed calls");
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

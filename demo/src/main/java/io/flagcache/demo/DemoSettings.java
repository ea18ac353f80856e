package io.flagcache.demo;

import java.time.Duration;
import java.util.Optional;

/**
 * How the demo is to run.
 *
 * @param workers the number of worker processes, at least 2
 * @param poll the workers' poll interval
 * @param scheduling added to each bound, since processes are not scheduled at once
 * @param origin where the definitions come from
 * @param cacheUrl the cache to share; empty for an H2 database of the demo's own
 */
public record DemoSettings(
    int workers, Duration poll, Duration scheduling, Origin origin, Optional<String> cacheUrl) {

  private static final int LEASE_IN_POLLS = 3;

  private static final Duration MEGABYTE = Duration.ofSeconds(1);
  private static final Duration NETWORK = Duration.ofSeconds(5);

  Duration lease() {
    return poll.multipliedBy(LEASE_IN_POLLS);
  }

  /** What is added to each bound. */
  Duration allowance() {
    return scheduling.plus(
        origin instanceof Origin.PostHog ? NETWORK : MEGABYTE.multipliedBy(megabytes()));
  }

  /** What the allowance is for. */
  String allowanceReason() {
    if (origin instanceof Origin.PostHog) {
      return "scheduling and the network";
    }
    return megabytes() == 0 ? "scheduling" : "scheduling and " + megabytes() + " MB";
  }

  private int megabytes() {
    return origin instanceof Origin.StandIn standIn ? standIn.document().bytes() / 1_000_000 : 0;
  }

  /** Shows no URL, which may have a password. */
  @Override
  public String toString() {
    return "DemoSettings[workers=" + workers + ", poll=" + poll + ", origin=" + origin + "]";
  }
}

package io.flagcache.conformance.simulator;

import java.time.Duration;
import java.util.Random;

/** What the workers of one run share. */
record World(
    Timeline timeline,
    SimulatedApi api,
    SimulatedDocuments documents,
    RunRecorder recorder,
    Duration pollInterval,
    Random random) {

  /** Half of what {@code FetchingProvider} has for a document to arrive. */
  private static final Duration LONGEST_TURN = Duration.ofSeconds(4);

  private static final long LEAST_LATENCY = Duration.ofMillis(50).toNanos();
  private static final int LATENCY_SPREAD = (int) Duration.ofMillis(200).toNanos();

  /** How long a worker waits for its turn to fetch for itself. */
  Duration turn() {
    Duration halfPoll = pollInterval.dividedBy(2);
    Duration longest = timeline.fromRealTime(LONGEST_TURN);
    longest = longest.compareTo(halfPoll) < 0 ? longest : halfPoll;
    return Duration.ofNanos((long) (longest.toNanos() * random.nextDouble()));
  }

  /** How long the API takes to answer now. */
  Duration latency() {
    return Duration.ofNanos(LEAST_LATENCY + random.nextInt(LATENCY_SPREAD));
  }
}

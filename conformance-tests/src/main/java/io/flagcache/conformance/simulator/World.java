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

  private static final long LEAST_LATENCY = Duration.ofMillis(50).toNanos();
  private static final int LATENCY_SPREAD = (int) Duration.ofMillis(200).toNanos();

  /** How long the API takes to answer now. */
  Duration latency() {
    return Duration.ofNanos(LEAST_LATENCY + random.nextInt(LATENCY_SPREAD));
  }
}

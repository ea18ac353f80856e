package io.flagcache.benchmarks.fleet;

import io.flagcache.benchmarks.fleet.StoreCalls.Kind;
import io.flagcache.benchmarks.report.Results.SimulatedFleet;
import io.flagcache.conformance.simulator.Scenario;
import io.flagcache.conformance.simulator.SdkProfile;
import io.flagcache.conformance.simulator.SimulationReport;
import io.flagcache.conformance.simulator.Simulator;
import io.flagcache.kitsupport.EngineVirtualFixture;
import java.time.Duration;

/**
 * Counts in virtual time what a fleet asks API and backend for: the engine itself, called as
 * PostHog's JVM SDK calls it, over a store in memory.
 */
public final class SimulatedFleets {

  private static final Duration LENGTH = Duration.ofHours(1);

  private SimulatedFleets() {}

  /** An hour in which all start and the definitions change once. */
  public static SimulatedFleet simulate(int workers) throws Exception {
    return simulate(workers, LENGTH);
  }

  static SimulatedFleet simulate(int workers, Duration length) throws Exception {
    StoreCalls calls = new StoreCalls();
    EngineVirtualFixture fixture =
        new EngineVirtualFixture(store -> new CountingStore(store, calls));
    Scenario scenario =
        Scenario.named("one change")
            .lasting(length)
            .at(Duration.ZERO)
            .start(workers, Scenario.POLL_INTERVAL, SdkProfile.JVM)
            .at(length.dividedBy(2))
            .changeDocument();
    SimulationReport report = Simulator.over(fixture).run(scenario);
    if (!report.violations().isEmpty()) {
      throw new IllegalStateException("What was simulated breaks a promise: " + report);
    }
    return new SimulatedFleet(
        workers,
        length.dividedBy(Scenario.POLL_INTERVAL),
        report.traffic().requests(),
        report.unshared().requests(),
        calls.count(Kind.FOLLOWS),
        calls.count(Kind.LEADS),
        calls.count(Kind.PUBLISHES),
        calls.count(Kind.READS),
        calls.count(Kind.LOOKS));
  }
}

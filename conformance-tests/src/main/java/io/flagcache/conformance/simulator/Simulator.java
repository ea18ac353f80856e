package io.flagcache.conformance.simulator;

import io.flagcache.conformance.ProviderFixture;
import io.flagcache.conformance.WorkerSettings;
import io.flagcache.conformance.history.Ages;
import io.flagcache.conformance.history.Promises;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Random;
import java.util.UUID;

/**
 * Runs scenarios over a fixture. Immutable.
 *
 * <p>Over a {@link VirtualTimeFixture} time is virtual, and two runs with the same seed are the
 * same. Over any other fixture the scenario's 30 s between polls are 250 ms of real time, unless
 * set otherwise, so that ten minutes take five seconds; the fixture, the provider and the machine
 * then have their part in what happens.
 *
 * <p>A run is driven by the thread that starts it. Providers that block their caller hold it up.
 */
public final class Simulator {

  private static final Duration REAL_POLL_INTERVAL = Duration.ofMillis(250);
  private static final Duration REAL_DEADLINE = Duration.ofSeconds(2);
  private static final Duration HOLD_LIMIT = Duration.ofMinutes(10);
  private static final int LEASE_IN_POLLS = 3;

  /** Longer than the API takes to answer the leader; providers differ in how long they wait. */
  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);

  private final ProviderFixture fixture;
  private final Duration realPollInterval;
  private final long seed;
  private final Ages ages;
  private final boolean endsQuietly;
  private final boolean lossless;

  private Simulator(
      ProviderFixture fixture,
      Duration realPollInterval,
      long seed,
      Ages ages,
      boolean endsQuietly,
      boolean lossless) {
    this.fixture = fixture;
    this.realPollInterval = realPollInterval;
    this.seed = seed;
    this.ages = ages;
    this.endsQuietly = endsQuietly;
    this.lossless = lossless;
  }

  /**
   * A simulator over a fixture, with seed 1.
   *
   * @param fixture makes the workers; the caller closes it. {@link ProviderFixture#wipe()} is
   *     called before each run
   * @return the simulator
   */
  public static Simulator over(ProviderFixture fixture) {
    return new Simulator(
        Objects.requireNonNull(fixture, "fixture"), REAL_POLL_INTERVAL, 1, Ages.TOLD, false, false);
  }

  /**
   * Sets how often workers poll in real time: longer for a slow machine, or a backend that counts
   * in seconds. Has no effect in virtual time.
   *
   * @param realPollInterval above zero
   * @return the simulator
   * @throws IllegalArgumentException if the interval is not above zero
   */
  public Simulator realPollInterval(Duration realPollInterval) {
    if (realPollInterval.isZero() || realPollInterval.isNegative()) {
      throw new IllegalArgumentException(
          "The poll interval is " + realPollInterval + "; use more than zero");
    }
    return new Simulator(fixture, realPollInterval, seed, ages, endsQuietly, lossless);
  }

  /**
   * Sets what chance is drawn from.
   *
   * @param seed any number
   * @return the simulator
   */
  public Simulator seed(long seed) {
    return new Simulator(fixture, realPollInterval, seed, ages, endsQuietly, lossless);
  }

  /**
   * Sets what the backend tells of the age of an entry.
   *
   * @param ages that it is told, by default
   * @return the simulator
   */
  public Simulator ages(Ages ages) {
    return new Simulator(fixture, realPollInterval, seed, ages, endsQuietly, lossless);
  }

  /**
   * Lets the fleet live on for ten minutes when the scenario has ended, with nothing that disturbs
   * it but the API, which stays as it is; then looks at what everybody reads, and judges O2. Of
   * what is measured after the scenario's end the report has what broke a rule, and nothing else.
   *
   * @return the simulator
   */
  public Simulator endingQuietly() {
    return new Simulator(fixture, realPollInterval, seed, ages, true, lossless);
  }

  /**
   * Has it judged that every worker serves the API's very document: P1 to the last member, and O2
   * also where the API serves an earlier document again. A fleet whose workers {@linkplain
   * SdkProfile#isLossless() lose nothing} can promise that; this finds what others lose.
   *
   * @return the simulator
   */
  public Simulator lossless() {
    return new Simulator(fixture, realPollInterval, seed, ages, endsQuietly, true);
  }

  /**
   * Runs a scenario, and shuts all workers down.
   *
   * @param scenario what happens
   * @return what was measured
   * @throws Exception if the fixture fails
   */
  public SimulationReport run(Scenario scenario) throws Exception {
    fixture.wipe();
    Timeline timeline =
        fixture instanceof VirtualTimeFixture virtual
            ? new VirtualTimeline(virtual)
            : new RealTimeline(Scenario.POLL_INTERVAL, realPollInterval);
    SimulatedApi api = new SimulatedApi();
    SimulatedDocuments documents = new SimulatedDocuments();
    Duration poll = Scenario.POLL_INTERVAL;
    Promises.Builder promises =
        Promises.withLease(poll.multipliedBy(LEASE_IN_POLLS))
            .entryTtl(scenario.ttl())
            .ages(ages)
            .firstWait(timeline.fromRealTime(FIRST_WAIT))
            .readsShowTheEntry();
    if (lossless) {
      promises.lossless();
    }
    RunRecorder recorder = new RunRecorder(timeline, api, documents, poll, promises.build());
    World world = new World(timeline, api, documents, recorder, poll, new Random(seed));
    String serviceKey = "sim-" + UUID.randomUUID().toString().substring(0, 13);
    Simulation simulation =
        new Simulation(
            fixture,
            settings(scenario, serviceKey, false),
            settings(scenario, serviceKey, true),
            world);
    try {
      simulation.run(scenario);
      SimulationReport report = recorder.report(scenario, seed);
      if (!endsQuietly) {
        return report;
      }
      simulation.endQuietly();
      return recorder.completed(report);
    } finally {
      simulation.close();
    }
  }

  static Duration leaseOf(World world) {
    return world.pollInterval().multipliedBy(LEASE_IN_POLLS);
  }

  private WorkerSettings settings(Scenario scenario, String serviceKey, boolean reader) {
    boolean virtual = fixture instanceof VirtualTimeFixture;
    return new WorkerSettings(
        serviceKey,
        scaled(Scenario.POLL_INTERVAL, virtual),
        scaled(Scenario.POLL_INTERVAL.multipliedBy(LEASE_IN_POLLS), virtual),
        scaled(scenario.ttl(), virtual),
        Duration.ofSeconds(2),
        virtual ? Duration.ofSeconds(8) : REAL_DEADLINE,
        scenario.outagePolicy(),
        scaled(HOLD_LIMIT, virtual),
        reader,
        OptionalInt.empty(),
        Duration.ZERO);
  }

  private Duration scaled(Duration duration, boolean virtual) {
    return virtual
        ? duration
        : Duration.ofNanos(
            (long)
                ((double) duration.toNanos()
                    * realPollInterval.toNanos()
                    / Scenario.POLL_INTERVAL.toNanos()));
  }
}

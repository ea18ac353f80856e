package io.flagcache.conformance.simulator;

import io.flagcache.conformance.Capability;
import io.flagcache.conformance.OutagePolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What happens to a fleet, and when. Immutable: every method that adds something returns another
 * scenario.
 *
 * <pre>{@code
 * Scenario.named("a leader that dies")
 *     .lasting(Duration.ofHours(1))
 *     .at(Duration.ZERO).start(10, SdkProfile.JVM, SdkProfile.NODE)
 *     .at(Duration.ofMinutes(20)).vanish(WorkerChoice.LEADER)
 *     .every(Duration.ofMinutes(15), Moment::changeDocument);
 * }</pre>
 *
 * <p>Workers poll every 30 s and lead for 90 s. In real time a scenario runs many times faster.
 */
public final class Scenario {

  /** How often workers poll. */
  public static final Duration POLL_INTERVAL = Duration.ofSeconds(30);

  private final String name;
  private final Duration length;
  private final Duration entryTtl;
  private final OutagePolicy outagePolicy;
  private final List<Step> steps;
  private final Set<Capability> needs;

  private Scenario(
      String name,
      Duration length,
      Duration entryTtl,
      OutagePolicy outagePolicy,
      List<Step> steps,
      Set<Capability> needs) {
    this.name = name;
    this.length = length;
    this.entryTtl = entryTtl;
    this.outagePolicy = outagePolicy;
    this.steps = steps;
    this.needs = needs;
  }

  /**
   * Begins a scenario in which nothing happens for an hour.
   *
   * @param name what reports call it
   * @return the scenario
   */
  public static Scenario named(String name) {
    return new Scenario(
        Objects.requireNonNull(name, "name"),
        Duration.ofHours(1),
        Duration.ofHours(24),
        OutagePolicy.FETCH,
        List.of(),
        Set.of());
  }

  /**
   * Sets how long it lasts.
   *
   * @param length above zero
   * @return the scenario
   * @throws IllegalArgumentException if the length is not above zero
   */
  public Scenario lasting(Duration length) {
    if (length.isZero() || length.isNegative()) {
      throw new IllegalArgumentException("The length is " + length + "; use more than zero");
    }
    return new Scenario(name, length, entryTtl, outagePolicy, steps, needs);
  }

  /**
   * Sets how long entries live that nobody leads for.
   *
   * @param entryTtl 24 hours by default
   * @return the scenario
   */
  public Scenario entryTtl(Duration entryTtl) {
    return new Scenario(
        name, length, Objects.requireNonNull(entryTtl, "entryTtl"), outagePolicy, steps, needs);
  }

  /**
   * Makes workers hold what they know while the backend is out of reach, for 10 minutes at most.
   *
   * @return the scenario; it needs {@link Capability#HOLD_POLICY}
   */
  public Scenario holding() {
    return new Scenario(
        name, length, entryTtl, OutagePolicy.HOLD, steps, with(Capability.HOLD_POLICY));
  }

  /**
   * Says when the next step is.
   *
   * @param time since the beginning; steps of the same time happen in the order in which they were
   *     added
   * @return the moment, which takes one step
   */
  public Moment at(Duration time) {
    return new Moment(this, time);
  }

  /**
   * Adds a step again and again, first after one interval and last before the end.
   *
   * @param interval the time from one to the next; above zero
   * @param step the step
   * @return the scenario
   * @throws IllegalArgumentException if the interval is not above zero
   */
  public Scenario every(Duration interval, Function<Moment, Scenario> step) {
    if (interval.isZero() || interval.isNegative()) {
      throw new IllegalArgumentException("The interval is " + interval + "; use more than zero");
    }
    Scenario scenario = this;
    for (Duration time = interval; time.compareTo(length) < 0; time = time.plus(interval)) {
      scenario = step.apply(scenario.at(time));
    }
    return scenario;
  }

  /**
   * The name.
   *
   * @return what reports call it
   */
  public String name() {
    return name;
  }

  /**
   * What the fixture has to be able to do.
   *
   * @return the capabilities
   */
  public Set<Capability> needs() {
    return needs;
  }

  Duration length() {
    return length;
  }

  Duration ttl() {
    return entryTtl;
  }

  OutagePolicy outagePolicy() {
    return outagePolicy;
  }

  List<Step> steps() {
    return steps;
  }

  private Scenario plus(Step step, Capability... capabilities) {
    List<Step> more = new ArrayList<>(steps);
    more.add(step);
    return new Scenario(
        name, length, entryTtl, outagePolicy, List.copyOf(more), with(capabilities));
  }

  private Set<Capability> with(Capability... capabilities) {
    Set<Capability> more = EnumSet.noneOf(Capability.class);
    more.addAll(needs);
    more.addAll(List.of(capabilities));
    return Set.copyOf(more);
  }

  /** The steps, a line each. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(name);
    for (Step step : steps) {
      text.append("\n  ")
          .append(SimulationReport.text(step.time()))
          .append("  ")
          .append(step.what());
    }
    return text.toString();
  }

  /** One thing that happens. */
  record Step(Duration time, String what, Consumer<Simulation> action) {}

  /** A time in a scenario, to which one step is added. */
  public static final class Moment {

    private final Scenario scenario;
    private final Duration time;

    private Moment(Scenario scenario, Duration time) {
      this.scenario = scenario;
      this.time = time;
    }

    /**
     * Starts workers, all at once.
     *
     * @param count how many
     * @param profiles what they are, in turn
     * @return the scenario
     */
    public Scenario start(int count, SdkProfile... profiles) {
      return start(count, Duration.ZERO, profiles);
    }

    /**
     * Starts workers, spread at random over a time.
     *
     * @param count how many
     * @param spread the time in which they start
     * @param profiles what they are, in turn
     * @return the scenario
     * @throws IllegalArgumentException if there is no profile
     */
    public Scenario start(int count, Duration spread, SdkProfile... profiles) {
      if (profiles.length == 0) {
        throw new IllegalArgumentException("There is no profile; name one or more");
      }
      return start(count, spread, List.of(profiles));
    }

    /**
     * Starts workers in the reader role, which only read.
     *
     * @param count how many
     * @return the scenario; it needs {@link Capability#READER_ROLE}
     */
    public Scenario startReaders(int count) {
      return scenario.plus(
          new Step(time, "start " + count + " readers", run -> run.startReaders(count)),
          Capability.READER_ROLE);
    }

    Scenario start(int count, Duration spread, List<SdkProfile> kinds) {
      return step("start " + count + " workers: " + kinds, run -> run.start(count, spread, kinds));
    }

    /**
     * Shuts a worker down in good order.
     *
     * @param choice which one
     * @return the scenario
     */
    public Scenario stop(WorkerChoice choice) {
      return step("stop: " + choice, run -> run.stop(choice));
    }

    /**
     * Shuts a worker down while it fetches, so that it hands the document over after its shutdown.
     * If it does not fetch at its next poll, it is shut down after that.
     *
     * @param choice which one
     * @return the scenario
     */
    public Scenario stopDuringFetch(WorkerChoice choice) {
      return step("stop during a fetch: " + choice, run -> run.stopDuringFetch(choice));
    }

    /**
     * Kills a worker.
     *
     * @param choice which one
     * @return the scenario
     */
    public Scenario vanish(WorkerChoice choice) {
      return step("vanish: " + choice, run -> run.vanish(choice));
    }

    /**
     * Makes a worker stand still between two polls. What it has missed it does afterwards, as its
     * profile has it. The provider's own threads, if it has any, go on.
     *
     * @param choice which one
     * @param duration how long
     * @return the scenario
     */
    public Scenario stall(WorkerChoice choice, Duration duration) {
      return step(
          "stall for " + SimulationReport.text(duration) + ": " + choice,
          run -> run.stall(choice, duration));
    }

    /**
     * Makes a worker stand still when the API has answered its next request, so that it hands an
     * old document over afterwards.
     *
     * @param choice which one
     * @param duration how long
     * @return the scenario
     */
    public Scenario stallDuringFetch(WorkerChoice choice, Duration duration) {
      return step(
          "stall during a fetch for " + SimulationReport.text(duration) + ": " + choice,
          run -> run.stallDuringFetch(choice, duration));
    }

    /**
     * Gives the API a new version of the document.
     *
     * @return the scenario
     */
    public Scenario changeDocument() {
      return step("change the document", Simulation::changeDocument);
    }

    /**
     * Has the API serve again what it served before the present version.
     *
     * @return the scenario
     */
    public Scenario changeDocumentBack() {
      return step("change the document back", Simulation::changeDocumentBack);
    }

    /**
     * Changes how the API answers.
     *
     * @param state how from now on
     * @return the scenario
     */
    public Scenario api(ApiState state) {
      return step("API: " + state, run -> run.api(state));
    }

    /**
     * Wipes the backend.
     *
     * @return the scenario
     */
    public Scenario wipeBackend() {
      return step("wipe the backend", Simulation::wipe);
    }

    /**
     * Cuts the backend off.
     *
     * @return the scenario; it needs {@link Capability#BACKEND_OUTAGE}
     */
    public Scenario cutBackend() {
      return scenario.plus(
          new Step(time, "cut the backend off", Simulation::cut), Capability.BACKEND_OUTAGE);
    }

    /**
     * Brings the backend back.
     *
     * @return the scenario; it needs {@link Capability#BACKEND_OUTAGE}
     */
    public Scenario restoreBackend() {
      return scenario.plus(
          new Step(time, "restore the backend", Simulation::restore), Capability.BACKEND_OUTAGE);
    }

    private Scenario step(String what, Consumer<Simulation> action) {
      return scenario.plus(new Step(time, what, action));
    }
  }
}

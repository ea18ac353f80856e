package io.flagcache.conformance.simulator;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.FlagDefinitionCacheProvider;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One process of the fleet: an SDK of some profile, and its provider. */
final class SimulatedWorker {

  private final String name;
  private final SdkProfile profile;
  private final boolean onlyReads;
  private final FlagDefinitionCacheProvider provider;
  private final World world;
  private final ProviderCalls calls;
  private final ApiAccess access;

  /** The version of the document that the worker evaluates with. */
  private @Nullable Integer flags;

  private boolean loaded;
  private Duration nextPoll = Duration.ZERO;
  private Duration standstillEnd = Duration.ZERO;
  private State state = State.RUNNING;
  private boolean polling;
  private boolean fetching;
  private Plan plan = Plan.NONE;
  private Duration plannedStall = Duration.ZERO;

  private enum State {
    RUNNING,
    STOPPED,
    GONE
  }

  /** What happens to this worker at a certain point of a poll. */
  private enum Plan {
    NONE,
    STOP_DURING_FETCH,
    STALL_DURING_FETCH,
    STALL_AFTER_POLL
  }

  SimulatedWorker(
      String name,
      SdkProfile profile,
      boolean onlyReads,
      FlagDefinitionCacheProvider provider,
      World world) {
    this.name = name;
    this.profile = profile;
    this.onlyReads = onlyReads;
    this.provider = provider;
    this.world = world;
    this.calls = new ProviderCalls(world.timeline(), world.recorder(), profile.callLimit());
    this.access = new ApiAccess(profile, world.pollInterval(), Simulator.leaseOf(world));
  }

  boolean onlyReads() {
    return onlyReads;
  }

  FlagDefinitionCacheProvider provider() {
    return provider;
  }

  void start() {
    nextPoll = world.timeline().now();
    poll();
  }

  boolean isRunning() {
    return state == State.RUNNING;
  }

  /** An orderly shutdown. A fetch that is under way goes on, and is handed over afterwards. */
  void stop() {
    if (state != State.RUNNING) {
      return;
    }
    state = State.STOPPED;
    world.recorder().left(this);
    calls.call(provider::shutdown, reply -> {});
  }

  /** Stops before the API answers the present or next request, or when the next poll is over. */
  void stopDuringFetch() {
    if (fetching) {
      stop();
      return;
    }
    plan = Plan.STOP_DURING_FETCH;
  }

  /** The process dies: nothing more happens in it. */
  void vanish() {
    state = State.GONE;
    world.recorder().died(this);
  }

  /** The process stands still when the present poll is over, and then does what it has missed. */
  void stallBetweenPolls(Duration duration) {
    if (polling) {
      plan = Plan.STALL_AFTER_POLL;
      plannedStall = duration;
    } else {
      stall(duration);
    }
  }

  /** What was to happen to it and has not begun yet does not happen any more. */
  void forgetPlans() {
    plan = Plan.NONE;
  }

  /** When it is able to go on. */
  Duration standstillEnd() {
    return standstillEnd;
  }

  /** Reads the cache, whether it leads or not, and evaluates with what it has. */
  void looksIntoCache() {
    calls.call(
        provider::getFlagDefinitions,
        reply ->
            reply
                .value()
                .flatMap(found -> found)
                .ifPresent(
                    data ->
                        SimulatedDocuments.versionOf(data)
                            .ifPresent(version -> world.recorder().read(this, data, version))));
  }

  private void stall(Duration duration) {
    standstillEnd = world.timeline().now().plus(duration);
    world.recorder().stalled(this);
  }

  /** Stands still when the API has answered the next request. */
  void stallDuringFetch(Duration duration) {
    plan = Plan.STALL_DURING_FETCH;
    plannedStall = duration;
  }

  /** Does a step of this process when the process is able to. */
  private void go(Runnable step) {
    if (state == State.GONE || (state == State.STOPPED && endsAtOnce())) {
      return;
    }
    if (standstillEnd.compareTo(world.timeline().now()) > 0) {
      world.timeline().at(standstillEnd, () -> go(step));
    } else {
      step.run();
    }
  }

  private boolean endsAtOnce() {
    return profile.has(SdkTrait.ENDS_ITS_POLL_ON_SHUTDOWN);
  }

  private void poll() {
    if (state != State.RUNNING) {
      return;
    }
    polling = true;
    if (onlyReads) {
      read(failed -> endPoll());
      return;
    }
    world.recorder().polls(this);
    if (!access.standsForElection(world.timeline().now())) {
      fetch(true);
      return;
    }
    world.recorder().asks(this);
    calls.call(
        provider::shouldFetchFlagDefinitions,
        reply -> go(() -> decided(reply.value().orElse(null))));
  }

  private void decided(@Nullable Boolean elected) {
    access.decided(elected != null && elected);
    if (elected == null) {
      world.recorder().askedInVain(this);
      inTurn(() -> fetch(true), () -> fetch(true));
    } else if (elected) {
      world.recorder().elected(this);
      fetch(true);
    } else {
      world.recorder().notElected(this);
      read(this::foundNothing);
    }
  }

  /** Reads, and ends the poll with what it finds; else goes on, knowing whether the read failed. */
  private void read(Consumer<Boolean> withoutDocument) {
    Duration asked = world.timeline().now();
    calls.call(
        provider::getFlagDefinitions,
        reply ->
            go(
                () -> {
                  Optional<FlagDefinitionCacheData> data = reply.value().flatMap(found -> found);
                  if (data.isPresent()) {
                    world.recorder().found();
                    take(data.get());
                    endPoll();
                    return;
                  }
                  if (reply.failed()) {
                    world.recorder().readFailed(this);
                  } else {
                    Duration waited = world.timeline().now().minus(asked);
                    world.recorder().foundNothing(this, waited);
                  }
                  withoutDocument.accept(reply.failed());
                }));
  }

  /** It was not elected. */
  private void foundNothing(boolean failed) {
    boolean fetchesOnError = failed && profile.has(SdkTrait.FETCHES_ON_READ_ERROR);
    if (loaded && !fetchesOnError) {
      endPoll();
      return;
    }
    boolean handsOver = fetchesOnError || profile.has(SdkTrait.REPORTS_EMERGENCY_FETCH);
    inTurn(() -> read(failedAgain -> fetch(handsOver)), () -> fetch(handsOver));
  }

  /** Does the first thing when its turn has come, the other if it does not wait for one. */
  private void inTurn(Runnable afterwards, Runnable atOnce) {
    Duration now = world.timeline().now();
    if (profile.has(SdkTrait.WAITS_BEFORE_ITS_OWN_FETCH) && access.maySendRequest(now)) {
      world.timeline().after(world.turn(), () -> go(afterwards));
    } else {
      atOnce.run();
    }
  }

  private void take(FlagDefinitionCacheData data) {
    loaded = true;
    access.read(data);
    OptionalInt version = SimulatedDocuments.versionOf(data);
    if (version.isEmpty()) {
      if (flags != null) {
        world.recorder().damaged(this, "reads a document without flags, and has none any more");
      }
      flags = null;
      return;
    }
    world.recorder().read(this, data, version.getAsInt());
    evaluateWith(version.getAsInt());
  }

  private void evaluateWith(int version) {
    Integer before = flags;
    flags = version;
    world.recorder().serves(this, version, before == null ? 0 : before);
  }

  private void fetch(boolean handsOver) {
    Duration now = world.timeline().now();
    if (!access.maySendRequest(now)) {
      broughtNothing(!access.isPaused(now));
      return;
    }
    Integer known = access.request(now);
    world.recorder().requests();
    Duration half = world.latency().dividedBy(2);
    fetching = true;
    carryOut(Plan.STOP_DURING_FETCH, this::stop);
    world
        .timeline()
        .after(
            half,
            () -> {
              ApiAnswer answer = world.api().answer(known, !profile.has(SdkTrait.HAS_A_WRONG_KEY));
              world.recorder().answered(this, answer);
              carryOut(Plan.STALL_DURING_FETCH, () -> stall(plannedStall));
              world.timeline().after(half, () -> go(() -> answered(answer, handsOver)));
            });
  }

  private void carryOut(Plan due, Runnable step) {
    if (plan == due) {
      plan = Plan.NONE;
      step.run();
    }
  }

  private void answered(ApiAnswer answer, boolean handsOver) {
    fetching = false;
    if (answer.hasDocument()) {
      access.brought(answer.version(), world.documents().served(answer.version()));
      loaded = true;
      evaluateWith(answer.version());
      handOver(handsOver);
    } else if (answer.isUnchanged()) {
      access.worked();
      handOver(handsOver && access.handsOverUnchanged());
    } else {
      if (answer.isError()) {
        refused(answer.state());
      }
      broughtNothing(false);
    }
  }

  private void refused(ApiState error) {
    access.refused(error, world.timeline().now());
    if (profile.dropsFlagsOn().contains(error)) {
      flags = null;
      loaded = loaded && !profile.has(SdkTrait.STARTS_ANEW_WITHOUT_FLAGS);
      access.dropsFlags();
    }
  }

  private void broughtNothing(boolean onlyTooEarly) {
    Duration now = world.timeline().now();
    boolean isAside = !access.standsForElection(now);
    boolean hasNothing = access.leads() && flags == null;
    if (!onlyTooEarly) {
      access.failed(now);
    }
    if (profile.has(SdkTrait.READS_WHEN_THE_API_FAILS) && (isAside || hasNothing)) {
      read(failed -> endPoll());
    } else {
      endPoll();
    }
  }

  private void handOver(boolean handsOver) {
    Integer own = flags;
    if (!handsOver || own == null) {
      endPoll();
      return;
    }
    world.recorder().handsOver(this, own);
    FlagDefinitionCacheData data = world.documents().handedOver(own, profile);
    calls.call(
        () -> provider.onFlagDefinitionsReceived(data),
        reply ->
            go(
                () -> {
                  access.handedOver(reply.failed());
                  endPoll();
                }));
  }

  private void endPoll() {
    polling = false;
    carryOut(Plan.STOP_DURING_FETCH, this::stop);
    carryOut(Plan.STALL_AFTER_POLL, () -> stall(plannedStall));
    Duration now = world.timeline().now();
    Duration interval = access.nextPoll();
    nextPoll =
        profile.has(SdkTrait.POLLS_AT_FIXED_TIMES) ? nextPoll.plus(interval) : now.plus(interval);
    Duration next = Collections.max(List.of(nextPoll, now));
    world.timeline().at(next, () -> go(this::poll));
  }

  @Override
  public String toString() {
    return name;
  }
}

package io.flagcache.conformance.simulator;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.FlagDefinitionCacheProvider;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** One process of the fleet: an SDK of some profile, and its provider. */
final class SimulatedWorker {

  private final String name;
  private final SdkProfile profile;
  private final FlagDefinitionCacheProvider provider;
  private final World world;
  private final ProviderCalls calls;

  /** The version of the document that the worker evaluates with. */
  private @Nullable Integer flags;

  private boolean loaded;
  private @Nullable Integer etag;
  private int refusals;
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
      String name, SdkProfile profile, FlagDefinitionCacheProvider provider, World world) {
    this.name = name;
    this.profile = profile;
    this.provider = provider;
    this.world = world;
    this.calls = new ProviderCalls(world.timeline(), world.recorder(), profile.callLimit());
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
    if (state == State.GONE) {
      return;
    }
    if (standstillEnd.compareTo(world.timeline().now()) > 0) {
      world.timeline().at(standstillEnd, () -> go(step));
    } else {
      step.run();
    }
  }

  private void poll() {
    if (state != State.RUNNING) {
      return;
    }
    polling = true;
    world.recorder().polls(this);
    calls.call(
        provider::shouldFetchFlagDefinitions,
        reply -> go(() -> decided(reply.value().orElse(null))));
  }

  private void decided(@Nullable Boolean elected) {
    if (elected == null) {
      world.recorder().askedInVain(this);
      fetch(true);
    } else if (elected) {
      world.recorder().elected(this);
      fetch(true);
    } else {
      world.recorder().notElected(this);
      Duration asked = world.timeline().now();
      calls.call(provider::getFlagDefinitions, reply -> go(() -> read(asked, reply)));
    }
  }

  private void read(Duration asked, ProviderCalls.Reply<Optional<FlagDefinitionCacheData>> reply) {
    Optional<FlagDefinitionCacheData> data = reply.value().flatMap(found -> found);
    if (data.isPresent()) {
      world.recorder().found();
      take(data.get());
      endPoll();
      return;
    }
    if (reply.failed()) {
      world.recorder().readFailed(this);
    }
    if (reply.failed() && profile.has(SdkTrait.FETCHES_ON_READ_ERROR)) {
      fetch(true);
      return;
    }
    if (!reply.failed()) {
      world.recorder().foundNothing(this, world.timeline().now().minus(asked));
    }
    if (loaded) {
      endPoll();
    } else {
      fetch(profile.has(SdkTrait.REPORTS_EMERGENCY_FETCH));
    }
  }

  private void take(FlagDefinitionCacheData data) {
    loaded = true;
    if (profile.has(SdkTrait.FORGETS_ETAG_ON_READ)) {
      etag = null;
    }
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
    Integer known = etag;
    world.recorder().requests();
    Duration half = world.latency().dividedBy(2);
    fetching = true;
    carryOut(Plan.STOP_DURING_FETCH, this::stop);
    world
        .timeline()
        .after(
            half,
            () -> {
              ApiAnswer answer = world.api().answer(known);
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
      etag = answer.version();
      loaded = true;
      refusals = 0;
      evaluateWith(answer.version());
      handOver(handsOver);
    } else if (answer.isUnchanged()) {
      refusals = 0;
      handOver(handsOver && profile.has(SdkTrait.HANDS_OVER_UNCHANGED));
    } else {
      if (answer.isError()) {
        refused(answer.state());
      }
      endPoll();
    }
  }

  private void refused(ApiState error) {
    if (profile.has(SdkTrait.FORGETS_ETAG_ON_ERROR)) {
      etag = null;
    }
    if (profile.dropsFlagsOn().contains(error)) {
      flags = null;
      loaded = loaded && !profile.has(SdkTrait.STARTS_ANEW_WITHOUT_FLAGS);
      etag = profile.has(SdkTrait.KEEPS_ETAG_WITHOUT_FLAGS) ? etag : null;
    }
    refusals = profile.slowsDownOn().contains(error) ? refusals + 1 : refusals;
  }

  private void handOver(boolean handsOver) {
    Integer own = flags;
    if (!handsOver || own == null) {
      endPoll();
      return;
    }
    world.recorder().handsOver(this, own);
    FlagDefinitionCacheData data = world.documents().handedOver(own, profile.members());
    calls.call(() -> provider.onFlagDefinitionsReceived(data), reply -> go(this::endPoll));
  }

  private void endPoll() {
    polling = false;
    carryOut(Plan.STOP_DURING_FETCH, this::stop);
    carryOut(Plan.STALL_AFTER_POLL, () -> stall(plannedStall));
    Duration now = world.timeline().now();
    Duration interval = profile.nextPoll(world.pollInterval(), refusals);
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

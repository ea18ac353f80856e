package io.flagcache.conformance.simulator;

import io.flagcache.conformance.ProviderFixture;
import io.flagcache.conformance.WorkerSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One run of a scenario. */
final class Simulation {

  /** Longer than any provider may take for its shutdown. */
  private static final Duration FAREWELL = Duration.ofSeconds(10);

  /**
   * Until everybody polls again who was told to wait, a leader that has died is replaced, and
   * nobody holds a document against an older entry any more.
   */
  private static final int QUIET_POLLS = 20;

  private final ProviderFixture fixture;
  private final WorkerSettings settings;
  private final WorkerSettings readerSettings;
  private final World world;
  private final List<SimulatedWorker> workers = new ArrayList<>();
  private boolean cut;

  Simulation(
      ProviderFixture fixture,
      WorkerSettings settings,
      WorkerSettings readerSettings,
      World world) {
    this.fixture = fixture;
    this.settings = settings;
    this.readerSettings = readerSettings;
    this.world = world;
  }

  void run(Scenario scenario) {
    scenario.steps().forEach(step -> world.timeline().at(step.time(), () -> act(step)));
    world.timeline().runUntil(scenario.length());
  }

  /**
   * Ends what disturbs the fleet, lets it live on until all has to have spread, and looks at what
   * everybody reads then. The API stays as it is.
   */
  void endQuietly() {
    restore();
    Duration calm = world.timeline().now();
    for (SimulatedWorker worker : running()) {
      worker.forgetPlans();
      calm = Collections.max(List.of(calm, worker.standstillEnd()));
    }
    world.timeline().runUntil(calm.plus(world.pollInterval().multipliedBy(QUIET_POLLS)));
    Duration since = world.timeline().now();
    running().forEach(SimulatedWorker::looksIntoCache);
    world.timeline().runUntil(since.plus(world.pollInterval()));
    world.recorder().quiet(since);
  }

  private List<SimulatedWorker> running() {
    return workers.stream().filter(SimulatedWorker::isRunning).toList();
  }

  private void act(Scenario.Step step) {
    step.action().accept(this);
  }

  void start(int count, Duration spread, List<SdkProfile> profiles) {
    for (int i = 0; i < count; i++) {
      SdkProfile profile = profiles.get(i % profiles.size());
      Duration delay = Duration.ofNanos((long) (spread.toNanos() * random().nextDouble()));
      // A worker on the agenda could come after the next step, which would not find it.
      if (delay.isZero()) {
        start(profile);
      } else {
        world.timeline().after(delay, () -> start(profile));
      }
    }
  }

  void startReaders(int count) {
    for (int i = 0; i < count; i++) {
      start("reader ", SdkProfile.NODE, readerSettings);
    }
  }

  private void start(SdkProfile profile) {
    start("worker ", profile, settings);
  }

  private void start(String kind, SdkProfile profile, WorkerSettings ofItsKind) {
    String name = kind + (workers.size() + 1) + " (" + profile + ")";
    try {
      SimulatedWorker worker =
          new SimulatedWorker(
              name, profile, ofItsKind.reader(), fixture.newWorker(ofItsKind), world);
      workers.add(worker);
      world.recorder().joined(worker);
      worker.start();
    } catch (Exception e) {
      throw new IllegalStateException("The fixture cannot make " + name + ": " + e, e);
    }
  }

  void stop(WorkerChoice choice) {
    withWorker(choice, SimulatedWorker::stop);
  }

  void stopDuringFetch(WorkerChoice choice) {
    withWorker(choice, SimulatedWorker::stopDuringFetch);
  }

  void vanish(WorkerChoice choice) {
    withWorker(choice, SimulatedWorker::vanish);
  }

  void stall(WorkerChoice choice, Duration duration) {
    withWorker(choice, worker -> worker.stallBetweenPolls(duration));
  }

  void stallDuringFetch(WorkerChoice choice, Duration duration) {
    withWorker(choice, worker -> worker.stallDuringFetch(duration));
  }

  void changeDocument() {
    world.api().changeDocument();
    world.recorder().changed(world.api().version());
  }

  void changeDocumentBack() {
    world.api().changeBack();
    world.recorder().changedBack(world.api().version());
  }

  void api(ApiState state) {
    world.api().become(state);
    world.recorder().apiBecame(state);
  }

  void wipe() {
    onFixture("wipe the backend", fixture::wipe);
    world.recorder().wiped();
  }

  void cut() {
    if (!cut) {
      cut = true;
      onFixture("cut the backend off", fixture::cutBackend);
      world.recorder().outageBegan();
    }
  }

  void restore() {
    if (cut) {
      cut = false;
      onFixture("restore the backend", fixture::restoreBackend);
      world.recorder().outageEnded();
    }
  }

  private void withWorker(WorkerChoice choice, Consumer<SimulatedWorker> step) {
    List<SimulatedWorker> running = running();
    if (!running.isEmpty()) {
      step.accept(choose(choice, running));
    }
  }

  private SimulatedWorker choose(WorkerChoice choice, List<SimulatedWorker> running) {
    SimulatedWorker leader = leaderAmong(running);
    SimulatedWorker any = running.get(random().nextInt(running.size()));
    return switch (choice) {
      case OLDEST -> running.get(0);
      case RANDOM -> any;
      case LEADER -> leader == null ? any : leader;
      case FOLLOWER -> followerOr(any, leader, running);
    };
  }

  private @Nullable SimulatedWorker leaderAmong(List<SimulatedWorker> running) {
    String name = world.recorder().leader();
    return running.stream()
        .filter(worker -> worker.toString().equals(name))
        .findFirst()
        .orElse(null);
  }

  private static SimulatedWorker followerOr(
      SimulatedWorker any, @Nullable SimulatedWorker leader, List<SimulatedWorker> running) {
    if (any != leader) {
      return any;
    }
    return running.stream().filter(worker -> worker != leader).findFirst().orElse(any);
  }

  private Random random() {
    return world.random();
  }

  /** Ends all faults, and shuts all workers down, also those that have vanished. */
  void close() {
    restore();
    List<CompletableFuture<?>> farewells = new ArrayList<>();
    for (SimulatedWorker worker : workers) {
      farewells.add(worker.provider().shutdown().toCompletableFuture());
    }
    try {
      CompletableFuture.allOf(farewells.toArray(CompletableFuture[]::new))
          .get(FAREWELL.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // Not what a scenario is about: rules F1 and F4 judge shutdowns.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private interface FixtureStep {
    void run() throws Exception;
  }

  private static void onFixture(String what, FixtureStep step) {
    try {
      step.run();
    } catch (Exception e) {
      throw new IllegalStateException("The fixture failed to " + what + ": " + e, e);
    }
  }
}

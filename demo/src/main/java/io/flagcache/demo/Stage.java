package io.flagcache.demo;

import io.flagcache.demo.standin.ApiCounts;
import io.flagcache.demo.standin.ServedDocument.FlagSwitch;
import io.flagcache.demo.standin.StandInEndpoint;
import io.flagcache.demo.text.Times;
import io.flagcache.demo.worker.WorkerProcess;
import io.flagcache.demo.worker.WorkerReport;
import io.flagcache.demo.worker.WorkerSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A fleet of worker processes and the API that they ask: a stand-in of their own, or a real
 * PostHog. The story runs on one thread; closing may be done by another, at any time.
 */
final class Stage implements AutoCloseable {

  private static final String TOKEN = "phc_demo";
  private static final String SECRET_KEY = "phs_demo";
  private static final Duration LONGEST_START = Duration.ofSeconds(90);
  private static final int SMALLEST_HEAP = 64;
  private static final int HEAP_PER_DOCUMENT_MEGABYTE = 16;
  private static final int HEAP_FOR_UNKNOWN_DOCUMENT = 256;

  private final DemoSettings settings;
  private final Optional<String> cacheUrl;
  private final Class<?> mainClass;
  private final Path logs;
  private final Fleet fleet;
  private final @Nullable StandInEndpoint standIn;
  private final Map<Integer, WorkerProcess> processes = new ConcurrentHashMap<>();
  private volatile boolean closed;

  private Stage(
      DemoSettings settings,
      Optional<String> cacheUrl,
      Class<?> mainClass,
      Path logs,
      Fleet fleet,
      @Nullable StandInEndpoint standIn) {
    this.settings = settings;
    this.cacheUrl = cacheUrl;
    this.mainClass = mainClass;
    this.logs = logs;
    this.fleet = fleet;
    this.standIn = standIn;
  }

  /**
   * Opens an empty stage.
   *
   * @param cacheUrl what the workers share, or nothing
   * @param mainClass runs the workers
   * @param logs the folder for the workers' logs
   */
  static Stage open(
      DemoSettings settings,
      Optional<String> cacheUrl,
      Class<?> mainClass,
      Path logs,
      Fleet.Listener listener)
      throws DemoFailure {
    // Of one moment for all workers: how late a report is heard must not matter.
    long began = System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
    Fleet fleet =
        new Fleet(
            new Versions(),
            new LeadershipAudit(settings.lease(), settings.poll()),
            millis -> began + TimeUnit.MILLISECONDS.toNanos(millis),
            listener);
    StandInEndpoint standIn = null;
    if (settings.origin() instanceof Origin.StandIn origin) {
      fleet.version(origin.document().hash());
      try {
        standIn = StandInEndpoint.start(TOKEN, SECRET_KEY, origin.document());
      } catch (IOException e) {
        throw new DemoFailure("The stand-in of the API cannot be started: " + e.getMessage(), e);
      }
    }
    return new Stage(settings, cacheUrl, mainClass, logs, fleet, standIn);
  }

  Fleet fleet() {
    return fleet;
  }

  /** What was asked of the API: counted by the stand-in, or else by the workers. */
  ApiCounts api() {
    return standIn == null ? fleet.apiCounts() : standIn.counts();
  }

  /**
   * Starts the workers and lets them begin to poll at the same moment.
   *
   * @return when they began
   */
  long startTogether(int count) throws DemoFailure, InterruptedException {
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      numbers.add(launch());
    }
    awaitReady();
    long now = System.nanoTime();
    numbers.forEach(number -> process(number).go());
    return now;
  }

  /**
   * Starts one more worker, which polls as soon as it is ready.
   *
   * @return its number
   */
  int startOne() throws DemoFailure {
    int number = launch();
    process(number).go();
    return number;
  }

  void kill(int number) {
    fleet.ending(number, WorkerRole.KILLED, System.nanoTime());
    process(number).kill();
  }

  void stop(int number) {
    fleet.ending(number, WorkerRole.STOPPING, System.nanoTime());
    process(number).stop();
  }

  /**
   * Switches a flag at the stand-in.
   *
   * @return empty if the API is a real one, or the document has no flag
   */
  Optional<FlagSwitch> switchFlag() {
    if (standIn == null || !(settings.origin() instanceof Origin.StandIn origin)) {
      return Optional.empty();
    }
    Optional<FlagSwitch> change = origin.document().switchFirstFlag();
    change.ifPresent(
        flag -> {
          fleet.version(flag.document().hash());
          standIn.serve(flag.document());
        });
    return change;
  }

  /** Shuts all workers down, in order if they can, and the stand-in. */
  @Override
  public void close() {
    closed = true;
    fleet.retire();
    processes.values().forEach(WorkerProcess::stop);
    processes.values().forEach(WorkerProcess::close);
    if (standIn != null) {
      standIn.close();
    }
  }

  private void awaitReady() throws DemoFailure, InterruptedException {
    Optional<List<WorkerState>> begun =
        fleet.await(
            LONGEST_START,
            workers ->
                workers.stream().anyMatch(worker -> worker.role() == WorkerRole.STARTING)
                    ? Optional.empty()
                    : Optional.of(workers));
    if (begun.isEmpty()) {
      throw new DemoFailure(
          "The workers were not ready within "
              + Times.set(LONGEST_START)
              + "; try fewer with --workers");
    }
    Optional<String> refusal = fleet.refusal();
    if (refusal.isPresent()) {
      throw new DemoFailure(refusal.orElseThrow());
    }
    if (!fleet.dead().isEmpty()) {
      throw new DemoFailure("A worker process ended before it had begun");
    }
  }

  private int launch() throws DemoFailure {
    int number = processes.size() + 1;
    try {
      WorkerProcess process =
          WorkerProcess.start(
              mainClass,
              workerSettings(number),
              heapMegabytes(),
              logs.resolve("worker-" + number + ".log"));
      processes.put(number, process);
      fleet.started(number, process.pid(), System.nanoTime());
      process.listen(listener(number));
      if (closed) {
        process.kill();
      }
      return number;
    } catch (IOException e) {
      throw new DemoFailure("A worker process cannot be started: " + e.getMessage(), e);
    }
  }

  private WorkerProcess.Listener listener(int number) {
    return new WorkerProcess.Listener() {
      @Override
      public void reported(WorkerReport report) {
        fleet.reported(number, report, System.nanoTime());
      }

      @Override
      public void exited(int code) {
        fleet.exited(number, code, System.nanoTime());
      }
    };
  }

  private WorkerSettings workerSettings(int number) {
    if (settings.origin() instanceof Origin.PostHog api) {
      return WorkerSettings.of(
          api.host().toString(), api.token(), api.secretKey(), cacheUrl, settings.poll());
    }
    if (standIn == null) {
      throw new AssertionError("A stand-in is started for every other origin");
    }
    return WorkerSettings.of(
        standIn.host(number).toString(), TOKEN, SECRET_KEY, cacheUrl, settings.poll());
  }

  private int heapMegabytes() {
    if (settings.origin() instanceof Origin.StandIn origin) {
      return SMALLEST_HEAP + HEAP_PER_DOCUMENT_MEGABYTE * (origin.document().bytes() >> 20);
    }
    return HEAP_FOR_UNKNOWN_DOCUMENT;
  }

  private WorkerProcess process(int number) {
    WorkerProcess process = processes.get(number);
    if (process == null) {
      throw new IllegalArgumentException("There is no worker " + number);
    }
    return process;
  }
}

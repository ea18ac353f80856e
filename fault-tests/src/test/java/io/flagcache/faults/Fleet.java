package io.flagcache.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.testservers.WorkerProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/** Workers that share one service key, and the API that they ask. */
final class Fleet {

  static final Duration POLL = Duration.ofMillis(300);
  static final Duration LEASE = Duration.ofMillis(1500);

  /** Until all works as before; far above what it takes, for busy machines. */
  static final Duration RECOVERY = Duration.ofSeconds(60);

  private final FaultyBackend backend;
  private final String serviceKey = "fleet-" + UUID.randomUUID();
  private final Map<String, String> settings;
  private final Api api = new Api();
  private final History history = new History();
  private final List<FleetWorker> workers = new ArrayList<>();
  private int started;

  /** Starts a fleet of so many workers. */
  Fleet(FaultyBackend backend, int size) {
    this(backend, Map.of());
    start(size);
  }

  /**
   * Starts a fleet whose workers share processes, and have patience: so many first answers take
   * longer than the usual deadlines where two cores work on them.
   */
  static Fleet large(FaultyBackend backend, int processes, int workersInEach) {
    Map<String, String> patience = Map.of("decisionDeadline", "9s", "transferDeadline", "9s");
    Fleet fleet = new Fleet(backend, patience);
    fleet.start(processes, workersInEach);
    return fleet;
  }

  private Fleet(FaultyBackend backend, Map<String, String> settings) {
    this.backend = backend;
    this.settings = settings;
  }

  Api api() {
    return api;
  }

  History history() {
    return history;
  }

  String serviceKey() {
    return serviceKey;
  }

  private List<WorkerProcess> processes(int workersInEach, Duration clockSkew) {
    Map<String, String> all = new HashMap<>(settings);
    all.putAll(backend.settings());
    all.put("pollInterval", POLL.toMillis() + "ms");
    all.put("lease", LEASE.toMillis() + "ms");
    return WorkerProcess.start(
        Collections.nCopies(workersInEach, url(all)), backend.properties(), clockSkew);
  }

  private String url(Map<String, String> parameters) {
    Map<String, String> all = new HashMap<>(parameters);
    all.put("serviceKey", serviceKey);
    return backend.url()
        + all.entrySet().stream()
            .map(entry -> backend.settingPrefix() + entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining("&"));
  }

  /** Starts processes with a worker each. */
  void start(int count) {
    start(count, 1);
  }

  /** Starts processes, and then all their pollers at once. */
  private void start(int count, int workersInEach) {
    // A few at a time: a process that gets no time to start does not connect in time either.
    ExecutorService starters = Executors.newFixedThreadPool(3);
    List<Future<List<WorkerProcess>>> starting =
        IntStream.range(0, count)
            .mapToObj(i -> starters.submit(() -> processes(workersInEach, Duration.ZERO)))
            .toList();
    starters.shutdown();
    List<FleetWorker> ready =
        starting.stream().flatMap(started -> result(started).stream()).map(this::add).toList();
    ready.forEach(FleetWorker::start);
  }

  private static <T> T result(Future<T> started) {
    try {
      return started.get();
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Starts a worker whose wall clock is ahead by so much. */
  FleetWorker start(Duration clockSkew) {
    FleetWorker worker = add(processes(1, clockSkew).get(0));
    worker.start();
    return worker;
  }

  private FleetWorker add(WorkerProcess process) {
    started++;
    FleetWorker worker =
        new FleetWorker("worker " + started, serviceKey + "#", process, api, history, POLL);
    workers.add(worker);
    return worker;
  }

  /** One who never leads. */
  WorkerProcess reader() {
    return WorkerProcess.start(url(Map.of("role", "reader")), backend.properties());
  }

  List<FleetWorker> workers() {
    return workers.stream().filter(FleetWorker::isAlive).toList();
  }

  /** Starts as many as were killed. */
  void refill(int size) {
    start(Math.max(0, size - workers().size()));
  }

  /** Awaits the one that leads. */
  FleetWorker leader() {
    return await("a leader", () -> workers().stream().filter(FleetWorker::isLeading).toList())
        .get(0);
  }

  /** Awaits that a worker leads that is none of these. */
  FleetWorker leaderOtherThan(FleetWorker former) {
    return await(
            "another leader than " + former,
            () ->
                workers().stream()
                    .filter(worker -> worker != former && worker.isLeading())
                    .toList())
        .get(0);
  }

  private static List<FleetWorker> await(String what, Callable<List<FleetWorker>> candidates) {
    return Awaitility.await(what)
        .atMost(RECOVERY)
        .pollInterval(Duration.ofMillis(20))
        .until(candidates, found -> found.size() == 1);
  }

  /** Awaits that workers go on with a version, or with one after it. */
  void awaitVersion(long version, List<FleetWorker> all) {
    Awaitility.await("version " + version + " everywhere")
        .atMost(RECOVERY)
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(
            () ->
                assertThat(all)
                    .allSatisfy(
                        worker -> assertThat(worker.version()).isGreaterThanOrEqualTo(version)));
  }

  /** Awaits that each worker has been told something so often from now on. */
  void awaitAnswers(int count) {
    List<FleetWorker> all = workers();
    List<Long> before = all.stream().map(FleetWorker::answers).toList();
    Awaitility.await(count + " answers to each worker")
        .atMost(RECOVERY)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () ->
                IntStream.range(0, all.size())
                    .allMatch(i -> all.get(i).answers() >= before.get(i) + count));
  }

  /**
   * Awaits that all works as before the fault: one leads, a change reaches everybody, and the cache
   * has it for one who does not fetch. And nothing that happened broke a promise.
   */
  void settle() {
    awaitAnswers(1);
    leader();
    long version = api.change();
    awaitVersion(version, workers());
    try (WorkerProcess reader = reader()) {
      Awaitility.await("the cache has version " + version)
          .atMost(RECOVERY)
          .until(() -> reader.gets().filter((serviceKey + "#" + version)::equals).isPresent());
    }
    assertThat(history.violations()).as(history::trace).isEmpty();
  }

  void end() {
    workers().forEach(FleetWorker::kill);
  }
}

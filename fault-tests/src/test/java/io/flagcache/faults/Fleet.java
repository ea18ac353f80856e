package io.flagcache.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.testservers.WorkerJvm;
import io.flagcache.testservers.WorkerProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/** Workers that share one service key, and the API that they ask. */
final class Fleet {

  static final Duration POLL = Duration.ofMillis(300);
  static final Duration LEASE = Duration.ofMillis(1500);

  /** Until all works as before; far above what it takes, for busy machines. */
  static final Duration RECOVERY = Duration.ofMinutes(3);

  /** The longest that a provider takes, for questions and for documents. */
  static final Duration LARGE_DEADLINE = Duration.ofSeconds(9);

  /** No second election because the first leader is late. */
  private static final Duration LARGE_LEASE = Duration.ofMinutes(1);

  private final FaultyBackend backend;
  private final String serviceKey = "fleet-" + UUID.randomUUID();
  private final Map<String, String> settings = new HashMap<>();
  private final FleetHistory history;
  private final Api api;
  private final List<FleetWorker> workers = new ArrayList<>();
  private int started;

  /** Starts a fleet of so many workers. */
  Fleet(FaultyBackend backend, int size) {
    this(backend, LEASE, FleetHistory.withLease(LEASE));
    start(size);
  }

  /**
   * Starts a fleet whose workers share processes, and have patience: so many first answers take
   * longer than the usual deadlines where two cores work on them.
   *
   * @param connected whether all workers connect before one of them asks
   */
  static Fleet large(FaultyBackend backend, int processes, int workersInEach, boolean connected) {
    Fleet fleet = new Fleet(backend, LARGE_LEASE, FleetHistory.ofLargeFleet(LARGE_LEASE));
    fleet.settings.put("decisionDeadline", inMillis(LARGE_DEADLINE));
    fleet.settings.put("transferDeadline", inMillis(LARGE_DEADLINE));
    fleet.start(processes, workersInEach, connected);
    return fleet;
  }

  private Fleet(FaultyBackend backend, Duration lease, FleetHistory history) {
    this.backend = backend;
    this.history = history;
    this.api = new Api(history);
    settings.putAll(backend.settings());
    settings.put("pollInterval", inMillis(POLL));
    settings.put("lease", inMillis(lease));
  }

  private static String inMillis(Duration time) {
    return time.toMillis() + "ms";
  }

  Api api() {
    return api;
  }

  FleetHistory history() {
    return history;
  }

  String serviceKey() {
    return serviceKey;
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
    start(count, 1, false);
  }

  /** Starts processes, and then all their pollers at once. */
  private void start(int count, int workersInEach, boolean connected) {
    // A few at a time: a worker that gets no time to start does not connect in time either.
    ExecutorService starters = Executors.newFixedThreadPool(3);
    List<Future<List<WorkerProcess>>> starting =
        IntStream.range(0, count)
            .mapToObj(i -> starters.submit(() -> open(workersInEach, connected)))
            .toList();
    starters.shutdown();
    List<FleetWorker> ready =
        starting.stream().flatMap(started -> result(started).stream()).map(this::add).toList();
    ready.forEach(FleetWorker::start);
  }

  private List<WorkerProcess> open(int workers, boolean connected) {
    WorkerJvm jvm = WorkerPool.take(backend);
    List<WorkerProcess> opened =
        IntStream.range(0, workers).mapToObj(i -> jvm.open(url(settings))).toList();
    if (connected) {
      opened.forEach(Fleet::connect);
    }
    return opened;
  }

  private static void connect(WorkerProcess worker) {
    Awaitility.await("a connection")
        .atMost(RECOVERY)
        .ignoreExceptionsInstanceOf(IllegalStateException.class)
        .until(
            () -> {
              worker.connects();
              return true;
            });
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
    WorkerJvm jvm = clockSkew.isZero() ? WorkerPool.take(backend) : WorkerPool.take(clockSkew);
    FleetWorker worker = add(jvm.open(url(settings)));
    worker.start();
    return worker;
  }

  private FleetWorker add(WorkerProcess process) {
    started++;
    FleetWorker worker =
        new FleetWorker("worker " + started, documents(), process, api, history, POLL);
    workers.add(worker);
    return worker;
  }

  /**
   * What one reads who never leads and has read nothing before, as soon as something has happened.
   *
   * @param begin has it happen, when the reader is there
   */
  Optional<String> inCacheAfter(Runnable begin, Callable<Boolean> happened) {
    return read(
        () -> {
          begin.run();
          Awaitility.await().atMost(RECOVERY).pollInterval(Duration.ofMillis(1)).until(happened);
        },
        document -> true);
  }

  /** Awaits that such a one reads a version. */
  void awaitInCache(long version) {
    read(() -> {}, Optional.of(nameOf(version))::equals);
  }

  private Optional<String> read(Runnable before, Predicate<Optional<String>> condition) {
    WorkerJvm jvm = WorkerPool.take(backend);
    WorkerProcess reader = jvm.open(url(Map.of("role", "reader")));
    connect(reader);
    before.run();
    Optional<String> found =
        Awaitility.await("what stands in the cache")
            .atMost(RECOVERY)
            .ignoreExceptionsInstanceOf(IllegalStateException.class)
            .until(reader::gets, condition);
    try {
      reader.leaves();
      WorkerPool.giveBack(jvm, backend);
    } catch (IllegalStateException tooBusyForIt) {
      jvm.kill();
    }
    return found;
  }

  /** What the names of this fleet's documents begin with. */
  private String documents() {
    return serviceKey + "#";
  }

  String nameOf(long version) {
    return documents() + version;
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

  /** Awaits that the one that leads fetches a document, which goes on coming. */
  FleetWorker leaderThatFetches() {
    while (true) {
      FleetWorker leader = leader();
      leader.slowApi(true);
      api.change();
      Awaitility.await("a fetch by " + leader)
          .atMost(RECOVERY)
          .until(() -> leader.isWaitingForDocument() || !leader.isLeading());
      if (leader.isWaitingForDocument() && leader.isLeading()) {
        return leader;
      }
      // Another one was faster on a busy machine.
      leader.slowApi(false);
    }
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
        .until(
            () -> all.stream().map(FleetWorker::version).toList(),
            versions -> versions.stream().allMatch(each -> each >= version));
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

  /** Awaits that each worker has asked in vain, and that the lease is over that one of them had. */
  void awaitOutage() {
    long begin = System.nanoTime();
    List<FleetWorker> all = workers();
    List<Long> before = all.stream().map(FleetWorker::failures).toList();
    Awaitility.await("an answer to nobody")
        .atMost(RECOVERY)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () ->
                System.nanoTime() - begin > LEASE.toNanos()
                    && IntStream.range(0, all.size())
                        .allMatch(i -> all.get(i).failures() > before.get(i)));
  }

  /** Whether what is published now will be told from what workers fetched for themselves. */
  boolean tellsWhatIsNewer() {
    return history.everybodyWasAnsweredFor(backend.tellsAgesTo());
  }

  /**
   * Awaits that all works as before the fault: one leads, a change reaches everybody, and the cache
   * has it for one who does not fetch. And nothing that happened broke a promise.
   */
  void settle() {
    awaitAnswers(1);
    leader();
    Awaitility.await("ages that tell what is newer").atMost(RECOVERY).until(this::tellsWhatIsNewer);
    long version = api.change();
    awaitVersion(version, workers());
    Duration quiet = history.now();
    awaitInCache(version);
    awaitAnswers(1);
    history.quietSince(quiet);
    assertThat(history.violations()).as(history::trace).isEmpty();
  }

  /** Ends all workers in order, so that their processes can serve others. */
  void leave() {
    List<FleetWorker> all = workers();
    all.forEach(FleetWorker::leave);
    Map<WorkerJvm, List<FleetWorker>> inEach =
        all.stream().collect(Collectors.groupingBy(FleetWorker::jvm));
    inEach.forEach(
        (jvm, inOne) -> {
          if (inOne.stream().filter(worker -> !worker.hasLeft()).findAny().isEmpty()) {
            WorkerPool.giveBack(jvm, backend);
          } else {
            jvm.kill();
          }
        });
  }

  void end() {
    workers().forEach(FleetWorker::kill);
  }
}

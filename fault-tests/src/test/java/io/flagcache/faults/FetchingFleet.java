package io.flagcache.faults;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.demo.standin.ApiCounts;
import io.flagcache.demo.standin.ServedDocument;
import io.flagcache.demo.standin.StandInEndpoint;
import io.flagcache.testservers.WorkerJvm;
import io.flagcache.testservers.WorkerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Workers in a few processes that share one service key, whose providers fetch for themselves from
 * a stand-in of the API. They poll when the test says so, as SDKs that only read do.
 */
final class FetchingFleet implements AutoCloseable {

  private static final String SECRET_KEY = "phs_fleet";

  private final FaultyBackend backend;
  private final Duration interval;
  private final StandInEndpoint api;
  private final ExecutorService pollers = Executors.newCachedThreadPool();
  private final List<Worker> workers = new ArrayList<>();
  private long lastPoll = System.nanoTime();
  private final LongAccumulator longestPoll = new LongAccumulator(Math::max, 0);
  private Duration longestGap = Duration.ZERO;

  /** One worker, and the number by which the stand-in knows it. */
  record Worker(int number, WorkerProcess process) {

    @Override
    public String toString() {
      return "worker " + number;
    }
  }

  /** Starts them; nobody polls. */
  FetchingFleet(
      FaultyBackend backend,
      int processes,
      int workersInEach,
      Duration interval,
      Duration lease,
      ServedDocument first) {
    this.backend = backend;
    this.interval = interval;
    try {
      api = StandInEndpoint.start(FetchingFactory.TOKEN, SECRET_KEY, first);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String cache = cacheUrl(lease);
    for (int process = 0; process < processes; process++) {
      WorkerJvm jvm = WorkerPool.take(backend);
      for (int i = 0; i < workersInEach; i++) {
        int number = workers.size() + 1;
        String url = FetchingFactory.url(SECRET_KEY, api.host(number), cache);
        workers.add(new Worker(number, jvm.open(url)));
      }
    }
  }

  /** With patience, since a busy machine is no failure of the backend. */
  private String cacheUrl(Duration lease) {
    Stream<Map.Entry<String, String>> own =
        Map.of(
            "serviceKey", "fetching-" + UUID.randomUUID(),
            "pollInterval", interval.toMillis() + "ms",
            "lease", lease.toMillis() + "ms",
            "decisionDeadline", Fleet.LARGE_DEADLINE.toMillis() + "ms",
            "transferDeadline", Fleet.LARGE_DEADLINE.toMillis() + "ms")
            .entrySet()
            .stream();
    return backend.url()
        + String.join(
            "&",
            Stream.concat(own, backend.settings().entrySet().stream())
                .map(each -> backend.settingPrefix() + each.getKey() + "=" + each.getValue())
                .toList());
  }

  StandInEndpoint api() {
    return api;
  }

  List<Worker> workers() {
    return List.copyOf(workers);
  }

  /** All but some. */
  List<Worker> without(List<Worker> left) {
    return workers.stream().filter(worker -> !left.contains(worker)).toList();
  }

  /** Those in the process of a worker, itself included. */
  List<Worker> inProcessOf(Worker worker) {
    return workers.stream()
        .filter(other -> other.process().jvm().equals(worker.process().jvm()))
        .toList();
  }

  long requestsBy(Worker worker) {
    return api.countsByWorker().getOrDefault(worker.number(), ApiCounts.NONE).requests();
  }

  /** One poll of each of these workers, at the same time, an interval after the last one. */
  List<Optional<FlagDefinitionCacheData>> poll(List<Worker> polling) {
    awaitNextInterval();
    Duration gap = Duration.ofNanos(System.nanoTime() - lastPoll);
    longestGap = gap.compareTo(longestGap) > 0 ? gap : longestGap;
    List<Optional<FlagDefinitionCacheData>> served = pollAtOnce(polling);
    lastPoll = System.nanoTime();
    return served;
  }

  /** Each poll of this test has an interval of its own, however fast the machine is. */
  void awaitNextInterval() {
    long due = lastPoll + interval.toNanos();
    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  /** As {@link #poll}, in the interval of the last one. */
  List<Optional<FlagDefinitionCacheData>> pollAtOnce(List<Worker> polling) {
    return polling.stream().map(this::begin).toList().stream()
        .map(CompletableFuture::join)
        .toList();
  }

  /** A poll that goes on meanwhile. */
  CompletableFuture<Optional<FlagDefinitionCacheData>> begin(Worker worker) {
    return CompletableFuture.supplyAsync(() -> timed(worker), pollers);
  }

  private Optional<FlagDefinitionCacheData> timed(Worker worker) {
    long begin = System.nanoTime();
    Optional<FlagDefinitionCacheData> served = worker.process().polls();
    longestPoll.accumulate(System.nanoTime() - begin);
    return served;
  }

  /** How long a worker took for a poll at most. */
  Duration longestPoll() {
    return Duration.ofNanos(longestPoll.get());
  }

  /** Polls of these workers, on and on, until one of them has asked the API, which so leads. */
  Worker awaitLeaderAmong(List<Worker> polling) {
    List<Long> before = polling.stream().map(this::requestsBy).toList();
    Worker leader = null;
    while (leader == null) {
      poll(polling);
      for (int i = 0; i < polling.size() && leader == null; i++) {
        leader = requestsBy(polling.get(i)) > before.get(i) ? polling.get(i) : null;
      }
    }
    return Objects.requireNonNull(leader);
  }

  /** The longest time from one poll of the fleet to the next, which is the interval or more. */
  Duration longestGap() {
    return longestGap;
  }

  /** Ends the process of a worker without a last word. */
  void kill(Worker worker) {
    List<Worker> killed = inProcessOf(worker);
    worker.process().kill();
    workers.removeAll(killed);
  }

  /** Shuts all workers down, so that their processes can serve others. */
  @Override
  public void close() {
    try {
      workers.forEach(worker -> worker.process().leaves());
      workers.stream()
          .map(worker -> worker.process().jvm())
          .distinct()
          .forEach(jvm -> WorkerPool.giveBack(jvm, backend));
    } finally {
      api.close();
      pollers.shutdownNow();
    }
  }
}

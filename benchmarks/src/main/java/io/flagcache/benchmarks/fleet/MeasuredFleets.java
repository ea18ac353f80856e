package io.flagcache.benchmarks.fleet;

import io.flagcache.benchmarks.backend.BenchmarkServer;
import io.flagcache.benchmarks.backend.ProviderClient;
import io.flagcache.benchmarks.processor.ProcessorTime;
import io.flagcache.benchmarks.report.Medians;
import io.flagcache.benchmarks.report.Results.MeasuredFleet;
import io.flagcache.benchmarks.worker.FlagCacheWorker;
import io.flagcache.benchmarks.worker.SampleDocument;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Many providers in this process, on one client and one server, that poll in turn and evenly: as
 * often in a small fleet as in a large one, so that they differ by the number of workers alone.
 */
public final class MeasuredFleets {

  /** What a fleet of 1,500 sends that polls each 30 s. */
  private static final int POLLS_A_SECOND = 50;

  private final BenchmarkServer server;
  private final Duration length;

  /**
   * Measures on a server.
   *
   * @param server whose process is known
   * @param length how long each fleet polls
   */
  public MeasuredFleets(BenchmarkServer server, Duration length) {
    this.server = server;
    this.length = length;
  }

  /** Whether the system tells what is asked here. */
  public static boolean canBeMeasured() {
    return ProcessorTime.isKnown();
  }

  /**
   * Fills a fleet of this size, has it poll, and ends it.
   *
   * @param workers how many; with none, the client alone sends small requests as often
   * @param documentBytes the length of what they share
   */
  public MeasuredFleet measure(int workers, int documentBytes) throws Exception {
    try (ProviderClient client = server.backend().connect(server.address())) {
      String serviceKey = "fleet-" + UUID.randomUUID();
      // What is loaded for the first worker of all is no worker's.
      new FlagCacheWorker(client, serviceKey).close();
      int threadsBefore = threads();
      long heapBefore = heapAfterCollection();
      List<FlagCacheWorker> fleet = fleet(client, serviceKey, workers, documentBytes);
      try {
        List<Poll> polls =
            workers == 0
                ? List.of(client::smallRequest)
                : fleet.stream().map(MeasuredFleets::pollOf).toList();
        warmUp(polls);
        double heap = (double) (heapAfterCollection() - heapBefore) / Math.max(1, workers);
        return measured(polls, new Size(workers, documentBytes, heap), threadsBefore);
      } finally {
        fleet.forEach(FlagCacheWorker::close);
      }
    }
  }

  private interface Poll {
    void run() throws Exception;
  }

  private static Poll pollOf(FlagCacheWorker worker) {
    return () -> {
      if (!worker.shouldFetch()) {
        worker.get();
      }
    };
  }

  /** Of which the first leads. */
  private static List<FlagCacheWorker> fleet(
      ProviderClient client, String serviceKey, int workers, int documentBytes) {
    SampleDocument document = SampleDocument.versions(documentBytes, 1).get(0);
    List<FlagCacheWorker> fleet = new ArrayList<>();
    for (int i = 0; i < workers; i++) {
      FlagCacheWorker worker = new FlagCacheWorker(client, serviceKey);
      fleet.add(worker);
      if (worker.shouldFetch()) {
        worker.received(document);
      } else {
        worker.get();
      }
    }
    return fleet;
  }

  private record Size(int workers, int documentBytes, double heapBytes) {}

  private MeasuredFleet measured(List<Poll> polls, Size size, int threadsBefore) throws Exception {
    ProcessHandle process = server.process();
    ProcessorTime before = ProcessorTime.ofThisProcess();
    ProcessorTime serverBefore = ProcessorTime.of(process);
    List<Double> micros = timed(polls);
    double count = micros.size();
    return new MeasuredFleet(
        server.backend(),
        size.workers(),
        size.documentBytes(),
        count / length.toSeconds(),
        Medians.of(micros),
        ProcessorTime.ofThisProcess().microsSince(before) / count,
        ProcessorTime.of(process).microsSince(serverBefore) / count,
        threads() - threadsBefore,
        size.heapBytes());
  }

  /** What the compiler does would count for more than the polls, so it is left time to end. */
  private void warmUp(List<Poll> polls) throws Exception {
    long end = System.nanoTime() + length.toNanos();
    for (int i = 0; System.nanoTime() - end < 0; i++) {
      polls.get(i % polls.size()).run();
    }
    awaitTime(System.nanoTime() + length.toNanos() / 4);
  }

  private List<Double> timed(List<Poll> polls) throws Exception {
    long interval = TimeUnit.SECONDS.toNanos(1) / POLLS_A_SECOND;
    long begin = System.nanoTime();
    List<Double> micros = new ArrayList<>();
    for (int i = 0; i < POLLS_A_SECOND * length.toSeconds(); i++) {
      awaitTime(begin + i * interval);
      long asked = System.nanoTime();
      polls.get(i % polls.size()).run();
      micros.add((System.nanoTime() - asked) / 1000.0);
    }
    return micros;
  }

  private static void awaitTime(long time) {
    for (long left = time - System.nanoTime(); left > 0; left = time - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private static int threads() {
    return ManagementFactory.getThreadMXBean().getThreadCount();
  }

  /** The first collection lets go of what waits to be cleaned up, the second of that itself. */
  private static long heapAfterCollection() {
    System.gc();
    awaitTime(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(200));
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}

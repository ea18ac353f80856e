package io.flagcache.benchmarks.fleet;

import com.sun.management.OperatingSystemMXBean;
import io.flagcache.benchmarks.backend.BenchmarkServer;
import io.flagcache.benchmarks.backend.ProviderClient;
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

  private static final int DOCUMENT_BYTES = 10_000;
  private static final int WARM_UP_POLLS = 12_000;

  /** What a fleet of 1,500 sends that polls each 30 s. */
  private static final int POLLS_A_SECOND = 50;

  private static final Duration UNTIL_COMPILED = Duration.ofSeconds(2);
  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

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

  /** Fills a fleet of this size, has it poll, and ends it. */
  public MeasuredFleet measure(int workers) {
    try (ProviderClient client = server.backend().connect(server.address())) {
      String serviceKey = "fleet-" + UUID.randomUUID();
      SampleDocument document = SampleDocument.versions(DOCUMENT_BYTES, 1).get(0);
      List<FlagCacheWorker> fleet = new ArrayList<>();
      try {
        long heapBefore = heapAfterCollection();
        for (int i = 0; i < workers; i++) {
          FlagCacheWorker worker = new FlagCacheWorker(client, serviceKey);
          fleet.add(worker);
          if (worker.shouldFetch()) {
            worker.received(document);
          } else {
            worker.get();
          }
        }
        warmUp(fleet);
        double heap = (double) (heapAfterCollection() - heapBefore) / workers;
        return measured(fleet, heap);
      } finally {
        fleet.forEach(FlagCacheWorker::close);
      }
    }
  }

  private MeasuredFleet measured(List<FlagCacheWorker> fleet, double heap) {
    ProcessHandle process = server.process();
    long cpuBefore = SYSTEM.getProcessCpuTime();
    long serverBefore = ProcessorTime.nanosOf(process);
    List<Double> micros = poll(fleet, length);
    double polls = micros.size();
    return new MeasuredFleet(
        server.backend(),
        fleet.size(),
        DOCUMENT_BYTES,
        polls / length.toSeconds(),
        Medians.of(micros),
        (SYSTEM.getProcessCpuTime() - cpuBefore) / polls / 1000,
        (ProcessorTime.nanosOf(process) - serverBefore) / polls / 1000,
        ManagementFactory.getThreadMXBean().getThreadCount(),
        heap);
  }

  /** Until the compiler has seen enough of a poll, which a small fleet would not reach in time. */
  private static void warmUp(List<FlagCacheWorker> fleet) {
    for (int i = 0; i < WARM_UP_POLLS; i++) {
      poll(fleet.get(i % fleet.size()));
    }
    awaitTime(System.nanoTime() + UNTIL_COMPILED.toNanos());
  }

  private static void poll(FlagCacheWorker worker) {
    if (!worker.shouldFetch()) {
      worker.get();
    }
  }

  private static List<Double> poll(List<FlagCacheWorker> fleet, Duration length) {
    long interval = TimeUnit.SECONDS.toNanos(1) / POLLS_A_SECOND;
    long begin = System.nanoTime();
    List<Double> micros = new ArrayList<>();
    for (int i = 0; i < POLLS_A_SECOND * length.toSeconds(); i++) {
      awaitTime(begin + i * interval);
      long asked = System.nanoTime();
      poll(fleet.get(i % fleet.size()));
      micros.add((System.nanoTime() - asked) / 1000.0);
    }
    return micros;
  }

  private static void awaitTime(long time) {
    for (long left = time - System.nanoTime(); left > 0; left = time - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private static long heapAfterCollection() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}

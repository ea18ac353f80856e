package io.flagcache.benchmarks.report;

import io.flagcache.benchmarks.backend.Backend;
import io.flagcache.benchmarks.report.Results.MeasuredFleet;
import io.flagcache.benchmarks.report.Results.Run;
import io.flagcache.benchmarks.report.Results.SimulatedFleet;
import io.flagcache.benchmarks.report.Results.Start;
import io.flagcache.benchmarks.report.Results.Time;
import io.flagcache.benchmarks.report.Results.Traffic;
import io.flagcache.benchmarks.worker.Contender;
import io.flagcache.benchmarks.worker.Operation;
import java.util.ArrayList;
import java.util.List;

/** Results that nobody has measured. */
final class SampleResults {

  private static final int MEGABYTE = 1_000_000;

  private SampleResults() {}

  /** A follower's poll takes this long; everything else is the same in each. */
  static Results of(String started, double pollMicros) {
    return new Results(
        new Run("full", started, "abc", "A processor", 2, 16, "Linux", "A JVM"),
        List.of(
            time(Contender.FLAGCACHE, Operation.FOLLOWER_POLL, pollMicros),
            time(Contender.CLIENT, Operation.SMALL_REQUEST, 100),
            time(Contender.EXAMPLE, Operation.FOLLOWER_POLL, 5000)),
        traffic(),
        List.of(new SimulatedFleet(10, 120, 130, 1200, 1080, 120, 2, 20, 10)),
        List.of(new MeasuredFleet(Backend.REDIS, 10, 10_000, 3.3, 200, 300, 40, 30, 50_000)),
        List.of(new Start(Backend.REDIS, "flagcache", false, 900, 1200)));
  }

  private static Time time(Contender contender, Operation operation, double micros) {
    return new Time(Backend.REDIS, contender, operation, MEGABYTE, micros, micros * 2, 12_345);
  }

  private static List<Traffic> traffic() {
    List<Traffic> all = new ArrayList<>();
    for (Backend backend : List.of(Backend.REDIS, Backend.DYNAMODB)) {
      all.add(traffic(backend, Operation.FOLLOWER_POLL, 500, 0.5, 0));
      all.add(traffic(backend, Operation.LEADER_POLL, 600, 0, 1));
      all.add(traffic(backend, Operation.PUBLICATION, 100_000, 0, 200));
      all.add(traffic(backend, Operation.CHANGED_POLL, 90_500, 25.5, 0));
    }
    return all;
  }

  private static Traffic traffic(
      Backend backend, Operation operation, double bytes, double readUnits, double writeUnits) {
    return new Traffic(
        backend, Contender.FLAGCACHE, operation, MEGABYTE, 1, bytes, readUnits, writeUnits);
  }
}

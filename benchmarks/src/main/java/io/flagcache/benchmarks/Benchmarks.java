package io.flagcache.benchmarks;

import io.flagcache.benchmarks.Plan.FleetSize;
import io.flagcache.benchmarks.RunSettings.Part;
import io.flagcache.benchmarks.backend.Backend;
import io.flagcache.benchmarks.backend.BenchmarkServer;
import io.flagcache.benchmarks.fleet.MeasuredFleets;
import io.flagcache.benchmarks.fleet.SimulatedFleets;
import io.flagcache.benchmarks.report.Machine;
import io.flagcache.benchmarks.report.Report;
import io.flagcache.benchmarks.report.Results;
import io.flagcache.benchmarks.report.Results.MeasuredFleet;
import io.flagcache.benchmarks.report.Results.Run;
import io.flagcache.benchmarks.report.Results.SimulatedFleet;
import io.flagcache.benchmarks.report.Results.Start;
import io.flagcache.benchmarks.report.Results.Time;
import io.flagcache.benchmarks.report.Results.Traffic;
import io.flagcache.benchmarks.start.Starts;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures what its settings say, in the directory of this module, and writes results, plots and
 * tables.
 */
public final class Benchmarks {

  private static final Logger LOG = LoggerFactory.getLogger(Benchmarks.class);
  private static final Path TARGET = Path.of("target", "benchmarks");

  /** Their processes are known, and their own processor time can be told. */
  private static final Set<Backend> WITH_KNOWN_PROCESS = Set.of(Backend.REDIS, Backend.POSTGRESQL);

  private static final Duration FLEET_POLLS = Duration.ofSeconds(8);

  private final RunSettings settings;
  private final PrintStream out;
  private final List<Time> times = new ArrayList<>();
  private final List<Traffic> traffic = new ArrayList<>();
  private final List<SimulatedFleet> simulatedFleets = new ArrayList<>();
  private final List<MeasuredFleet> measuredFleets = new ArrayList<>();
  private final List<Start> starts = new ArrayList<>();

  private Benchmarks(RunSettings settings, PrintStream out) {
    this.settings = settings;
    this.out = out;
  }

  /** Measures. */
  public static void main(String[] none) throws Exception {
    Locale.setDefault(Locale.ROOT);
    try {
      run();
    } catch (Throwable e) {
      LOG.error("It could not be measured", e);
      System.exit(1);
    }
    // Clients and servers may have left threads.
    System.exit(0);
  }

  private static void run() throws Exception {
    RunSettings settings = RunSettings.ofSystemProperties();
    Run run = Machine.describe(settings.plan().name());
    Results results = new Benchmarks(settings, System.out).measure(run);
    Report report = new Report(TARGET, Path.of("results"), Path.of("..", "docs"));
    System.out.println(report.of(results, settings.label()));
  }

  private Results measure(Run run) throws Exception {
    if (settings.parts().contains(Part.SIMULATED_FLEETS)) {
      for (int workers : settings.plan().simulatedWorkers()) {
        simulatedFleets.add(SimulatedFleets.simulate(workers));
        out.println(simulatedFleets.get(simulatedFleets.size() - 1));
      }
    }
    for (Backend backend : settings.backends()) {
      measure(backend);
      // What was measured so far is not lost with the next backend.
      results(run).write(TARGET.resolve("results.json"));
    }
    return results(run);
  }

  private Results results(Run run) {
    return new Results(run, times, traffic, simulatedFleets, measuredFleets, starts);
  }

  private void measure(Backend backend) throws Exception {
    BenchmarkServer server = BenchmarkServer.start(backend);
    if (backend.hasClient() && settings.parts().contains(Part.TRAFFIC)) {
      traffic.addAll(TrafficCount.of(server, settings.plan()));
    }
    if (settings.parts().contains(Part.TIMES)) {
      times.addAll(new Times(settings.plan(), out::println).measure(server));
    }
    if (backend.hasClient() && settings.parts().contains(Part.STARTS)) {
      List<Start> measured =
          new Starts(settings.plan().starts(), TARGET.resolve("starts")).measure(server);
      measured.forEach(out::println);
      starts.addAll(measured);
    }
    if (settings.parts().contains(Part.MEASURED_FLEETS)
        && WITH_KNOWN_PROCESS.contains(backend)
        && MeasuredFleets.canBeMeasured()) {
      MeasuredFleets fleets = new MeasuredFleets(server, FLEET_POLLS);
      for (FleetSize fleet : settings.plan().measuredFleets()) {
        MeasuredFleet measured = fleets.measure(fleet.workers(), fleet.documentBytes());
        out.println(measured);
        measuredFleets.add(measured);
      }
    }
    server.wipe();
  }
}

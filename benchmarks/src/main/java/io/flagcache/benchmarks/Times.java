package io.flagcache.benchmarks;

import io.flagcache.benchmarks.backend.BenchmarkServer;
import io.flagcache.benchmarks.report.Results.Time;
import io.flagcache.benchmarks.worker.Contender;
import io.flagcache.benchmarks.worker.Operation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Times operations by JMH, each in a JVM of its own. Those that are compared with each other come
 * one after the other, so that a machine that is slower for some minutes is so for all of them.
 */
final class Times {

  /** The same heap for all, and a collector without threads that run beside what is measured. */
  private static final List<String> JVM =
      List.of("-Xms2g", "-Xmx2g", "-XX:+UseSerialGC", "-Djmh.ignoreLock=true");

  private static final List<Operation> TIMED =
      List.of(
          Operation.FOLLOWER_POLL,
          Operation.LEADER_POLL,
          Operation.PUBLICATION,
          Operation.FIRST_READ);

  private final Plan plan;
  private final Consumer<String> log;

  Times(Plan plan, Consumer<String> log) {
    this.plan = plan;
    this.log = log;
  }

  List<Time> measure(BenchmarkServer server) {
    List<Time> times = new ArrayList<>();
    for (int documentBytes : plan.documentBytes()) {
      for (Step step : steps(server)) {
        measure(server, step, documentBytes).ifPresent(times::add);
      }
      server.wipe();
    }
    return times;
  }

  private record Step(Contender contender, Operation operation) {}

  private List<Step> steps(BenchmarkServer server) {
    List<Step> steps = new ArrayList<>();
    for (Contender contender : contenders(server)) {
      if (contender.operations().contains(Operation.SMALL_REQUEST)) {
        steps.add(new Step(contender, Operation.SMALL_REQUEST));
      }
    }
    for (Operation operation : TIMED) {
      for (Contender contender : contenders(server)) {
        if (plan.operations().contains(operation) && contender.operations().contains(operation)) {
          steps.add(new Step(contender, operation));
        }
      }
    }
    return steps;
  }

  private List<Contender> contenders(BenchmarkServer server) {
    return plan.contenders().stream()
        .filter(contender -> contender.runsOn(server.backend()))
        .toList();
  }

  private Optional<Time> measure(BenchmarkServer server, Step step, int documentBytes) {
    try {
      Collection<RunResult> results = runner(server, step, documentBytes).run();
      Optional<Time> time =
          results.stream().findFirst().map(result -> time(result, server, step, documentBytes));
      log.accept(
          time.map(Times::line)
              .orElse("failed: " + step + " on " + server.backend() + ", " + documentBytes));
      return time;
    } catch (RunnerException e) {
      throw new IllegalStateException(e);
    }
  }

  private Runner runner(BenchmarkServer server, Step step, int documentBytes) {
    TimeValue iteration = TimeValue.milliseconds(plan.iteration().toMillis());
    return new Runner(
        new OptionsBuilder()
            .include(CacheBenchmark.class.getName() + "." + step.operation().method() + "$")
            .param("backend", server.backend().name())
            .param("contender", step.contender().name())
            .param("documentBytes", Integer.toString(documentBytes))
            .forks(1)
            .jvmArgs(JVM.toArray(String[]::new))
            .jvmArgsAppend("-D" + CacheBenchmark.ADDRESS + "=" + server.address())
            .warmupIterations(plan.warmups())
            .warmupTime(iteration)
            .measurementIterations(plan.iterations())
            .measurementTime(iteration)
            .addProfiler(CpuProfiler.class)
            .addProfiler(GCProfiler.class)
            .verbosity(VerboseMode.SILENT)
            .build());
  }

  private static Time time(RunResult result, BenchmarkServer server, Step step, int documentBytes) {
    return new Time(
        server.backend(),
        step.contender(),
        step.operation(),
        documentBytes,
        result.getPrimaryResult().getStatistics().getPercentile(50),
        secondary(result, CpuProfiler.LABEL),
        secondary(result, "gc.alloc.rate.norm"));
  }

  /** By the end of its name: some versions of JMH set a character before those of profilers. */
  @SuppressWarnings("rawtypes") // JMH's signature.
  private static double secondary(RunResult result, String label) {
    return result.getSecondaryResults().entrySet().stream()
        .filter(entry -> entry.getKey().endsWith(label))
        .mapToDouble(entry -> entry.getValue().getScore())
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("JMH has no result for " + label));
  }

  private static String line(Time time) {
    return "%-16s %10d B  %-16s %-16s %10.0f us %10.0f us of CPU %12.0f B allocated"
        .formatted(
            time.backend().title(),
            time.documentBytes(),
            time.operation().title(),
            time.contender().title(),
            time.micros(),
            time.cpuMicros(),
            time.allocatedBytes());
  }
}

package io.flagcache.benchmarks;

import io.flagcache.benchmarks.processor.ProcessorTime;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * The processor time that this process takes for an operation, on all threads but the compiler's:
 * those of the client, of the provider and of the collector. Made by JMH, by its name.
 */
public final class CpuProfiler implements InternalProfiler {

  static final String LABEL = "cpu";

  private @Nullable ProcessorTime before;

  /** Called by JMH. */
  public CpuProfiler() {}

  @Override
  public String getDescription() {
    return "Processor time of the process for an operation";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    before = ProcessorTime.ofThisProcess();
  }

  @Override
  @SuppressWarnings("rawtypes") // JMH's signature.
  public Collection<? extends Result> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    double micros = ProcessorTime.ofThisProcess().microsSince(Objects.requireNonNull(before));
    long operations = Math.max(1, result.getMetadata().getAllOps());
    return List.of(new ScalarResult(LABEL, micros / operations, "us/op", AggregationPolicy.AVG));
  }
}

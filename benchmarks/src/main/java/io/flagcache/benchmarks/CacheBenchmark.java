package io.flagcache.benchmarks;

import io.flagcache.benchmarks.backend.Backend;
import io.flagcache.benchmarks.worker.Contender;
import io.flagcache.benchmarks.worker.Operation;
import io.flagcache.benchmarks.worker.TwoWorkers;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One operation after the other, by one thread, against a server that {@link #ADDRESS} names. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class CacheBenchmark {

  /** Where the server listens, for {@link Backend#connect(String)}. */
  static final String ADDRESS = "flagcache.benchmarks.address";

  @Param({})
  public @Nullable Backend backend;

  @Param({})
  public @Nullable Contender contender;

  @Param({})
  public int documentBytes;

  private @Nullable TwoWorkers workers;

  /** Called by JMH. */
  public CacheBenchmark() {}

  @Setup
  public void open() throws Exception {
    workers =
        TwoWorkers.open(
            Objects.requireNonNull(backend),
            Objects.requireNonNull(contender),
            documentBytes,
            Objects.requireNonNull(System.getProperty(ADDRESS), ADDRESS));
  }

  @TearDown
  public void close() {
    workers().close();
  }

  @Benchmark
  public Object smallRequest() throws Exception {
    return workers().run(Operation.SMALL_REQUEST);
  }

  @Benchmark
  public Object followerPoll() throws Exception {
    return workers().run(Operation.FOLLOWER_POLL);
  }

  @Benchmark
  public Object leaderPoll() throws Exception {
    return workers().run(Operation.LEADER_POLL);
  }

  @Benchmark
  public Object publication() throws Exception {
    return workers().run(Operation.PUBLICATION);
  }

  @Benchmark
  public Object firstRead() throws Exception {
    return workers().run(Operation.FIRST_READ);
  }

  private TwoWorkers workers() {
    return Objects.requireNonNull(workers);
  }
}

package io.flagcache.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.benchmarks.worker.Operation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Benchmark;

class CacheBenchmarkTest {

  @Test
  void hasAMethodForEachOperationThatIsTimed() {
    List<String> timed =
        Arrays.stream(Operation.values())
            .filter(Operation::isTimed)
            .map(Operation::method)
            .toList();
    assertThat(CacheBenchmark.class.getDeclaredMethods())
        .filteredOn(method -> method.isAnnotationPresent(Benchmark.class))
        .extracting(Method::getName)
        .containsExactlyInAnyOrderElementsOf(timed);
  }
}

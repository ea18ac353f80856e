package io.flagcache.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {

  @Test
  void areReadAsTheyWereWritten(@TempDir Path directory) {
    Results results = SampleResults.of("2026-12-01T00:00:00Z", 210.5);
    Path file = directory.resolve("new").resolve("results.json");
    results.write(file);
    assertThat(Results.read(file)).isEqualTo(results);
  }
}

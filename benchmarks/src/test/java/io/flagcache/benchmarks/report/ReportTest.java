package io.flagcache.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {

  private static final String PAGE =
      """
      # Performance
      <!-- What follows is written by the benchmarks. -->
      old
      <!-- What the benchmarks have written ends here. -->
      """;

  @TempDir private Path directory;

  @Test
  void runWithoutALabelIsKeptInTheTargetAlone() throws Exception {
    String tables = report().of(SampleResults.of("2026-12-01T00:00:00Z", 200), Optional.empty());
    assertThat(tables).contains("| Redis | 200 (400) | 100 (200) |", "One full run.");
    assertThat(directory.resolve("target")).isDirectoryContaining("glob:**.svg");
    assertThat(directory.resolve("results")).doesNotExist();
  }

  @Test
  void labelledRunsAreOnThePageInTheOrderOfTime() throws Exception {
    Path docs = Files.createDirectory(directory.resolve("docs"));
    Files.writeString(docs.resolve("performance.md"), PAGE);
    Report report = report();
    report.of(SampleResults.of("2026-12-02T00:00:00Z", 100), Optional.of("after"));
    report.of(SampleResults.of("2026-12-01T00:00:00Z", 200), Optional.of("before"));
    report.of(SampleResults.of("2026-12-01T01:00:00Z", 220), Optional.of("before"));

    assertThat(docs.resolve("performance.md"))
        .content()
        .startsWith("# Performance\n")
        .doesNotContain("old")
        .containsSubsequence(
            "## Before",
            "Runs: 2 full; the tables have their medians. They are apart by 0 % of p50 in the middle case"
                + " and 10 % at the most",
            "| Redis | 210 (420) |",
            "## After",
            "One full run.",
            "| Redis | 100 (200) |",
            "](performance/follower-poll-cpu.svg)")
        .endsWith("<!-- What the benchmarks have written ends here. -->\n");
    assertThat(docs.resolve("performance").resolve("follower-poll-cpu.svg"))
        .content()
        .contains("flagcache, before");
  }

  @Test
  void pageWithoutAPlaceForTablesIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> Page.replaced("# Performance", "new"));
  }

  @Test
  void documentationShowsTheResultsThatAreKept() throws Exception {
    Path kept = Path.of("results");
    assumeThat(kept).isDirectory();
    Path docs = Path.of("../docs");
    Path copy = Files.createDirectory(directory.resolve("docs"));
    Files.copy(docs.resolve("performance.md"), copy.resolve("performance.md"));

    new Report(directory, kept, copy).writeDocumentation();

    assertThat(docs.resolve("performance.md"))
        .hasSameTextualContentAs(copy.resolve("performance.md"));
    try (Stream<Path> plots = Files.list(copy.resolve("performance"))) {
      assertThat(plots)
          .allSatisfy(
              plot ->
                  assertThat(docs.resolve("performance").resolve(plot.getFileName()))
                      .hasSameTextualContentAs(plot));
    }
  }

  private Report report() {
    return new Report(
        directory.resolve("target"), directory.resolve("results"), directory.resolve("docs"));
  }
}

package io.flagcache.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flagcache.benchmarks.worker.Operation;
import java.util.List;
import org.junit.jupiter.api.Test;

class TablesTest {

  private final ResultSet three =
      new ResultSet(
          "before",
          List.of(
              SampleResults.of("2026-12-01T00:00:00Z", 200),
              SampleResults.of("2026-12-01T01:00:00Z", 220),
              SampleResults.of("2026-12-01T02:00:00Z", 900)));

  @Test
  void overviewHasMediansAndLeavesOutWhatWasNotMeasured() {
    assertThat(new Tables(three).overview(1_000_000))
        .hasToString(
            """
            |  | follower's poll | small request | example's poll | leader's poll | publication | example's publication |
            |---|---|---|---|---|---|---|
            | Redis | 220 (440) | 100 (200) | 5000 (10000) |  |  |  |\
            """);
  }

  @Test
  void ratiosAreMediansOfThoseOfEachRun() {
    Ratios ratios = new Ratios(three, 1_000_000, 10_000);
    assertThat(ratios.table().toString()).endsWith("| Redis | 2.20 | 2.20 |  |  |  |  |  |  |");
    assertThat(ratios.agreement()).contains("318 % at the most; 0 of 2 ratios are within 15 %");
  }

  @Test
  void timesHaveAColumnForEachWhoDoesIt() {
    assertThat(new Tables(three).times(Operation.FOLLOWER_POLL))
        .hasToString(
            """
            |  | document | flagcache | example |
            |---|---|---|---|
            | Redis | 1 MB | 220 (440) | 5000 (10000) |\
            """);
    assertThat(new Tables(three).allocations(Operation.SMALL_REQUEST))
        .hasToString(
            """
            |  | document | client |
            |---|---|---|
            | Redis | 1 MB | 12.3 KB |\
            """);
  }

  @Test
  void whatNobodyDidIsAnEmptyTable() {
    assertThat(new Tables(three).times(Operation.FIRST_READ).isEmpty()).isTrue();
  }

  @Test
  void trafficIsRoundTripsAndBytes() {
    assertThat(new Tables(three).traffic(Operation.FOLLOWER_POLL).toString())
        .endsWith("| Redis | 1 MB | 1, 500 B |  |");
  }

  @Test
  void fleetCostsWhatItsRequestsCost() {
    assertThat(new FleetTable(three, 1_000_000).table().toString())
        // 1090 × 500 + 120 × 600 + 2 × 100,000 + 20 × 90,000 bytes, in 120 intervals; on DynamoDB
        // 1090 × 0.5 + 20 × 25 read units and 120 + 2 × 200 write units, 720 times.
        .endsWith("| 10 | 10.0 | 1.1 | 10.3 | 21.8 KB | 21.8 KB | 0.33 |");
  }

  @Test
  void rowOfAnotherLengthIsRefused() {
    MarkdownTable table = new MarkdownTable(List.of("a", "b"));
    assertThatIllegalArgumentException().isThrownBy(() -> table.add(List.of("1")));
  }
}

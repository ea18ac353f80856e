package io.flagcache.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.demo.standin.ApiCounts;
import java.util.List;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;

class DemoSummaryTest {

  private static final Traffic WITHOUT = new Traffic(new ApiCounts(5, 20, 0), 25);
  private static final Traffic WITH = new Traffic(new ApiCounts(1, 4, 0), 25);
  private static final Verdict KEPT = new Verdict("E4", "Replaced", "after 2.7 s", true);
  private static final Verdict BROKEN = new Verdict("E1 E3", "One leader", "two at once", false);

  @Test
  void saysWhatHeld() {
    DemoSummary summary =
        new DemoSummary(WITHOUT, WITH, List.of(KEPT), List.of("No flag was changed."));

    assertThat(summary.allKept()).isTrue();
    assertThat(text(summary))
        .containsExactly(
            "API requests",
            "  without sharing    25 in 25 polls (5 × 200, 20 × 304), billed as 70 units",
            "  with sharing        5 in 25 polls (1 × 200, 4 × 304), billed as 14 units",
            "  5.0 times fewer requests per poll",
            "",
            "Promises",
            "✓ E4     Replaced  after 2.7 s",
            "  Note: No flag was changed.",
            "",
            "All promises held.");
  }

  @Test
  void saysWhatDidNotHold() {
    DemoSummary summary = new DemoSummary(WITHOUT, WITH, List.of(KEPT, BROKEN), List.of());

    assertThat(summary.allKept()).isFalse();
    assertThat(text(summary))
        .contains("✗ E1 E3  One leader  two at once")
        .endsWith("1 promise did not hold.");
  }

  @Test
  void comparesWhatAFleetAskedPerPoll() {
    Traffic twiceAsLong = new Traffic(new ApiCounts(1, 9, 0), 50);

    assertThat(text(new DemoSummary(WITHOUT, twiceAsLong, List.of(), List.of())))
        .contains("  5.0 times fewer requests per poll");
  }

  private static List<String> text(DemoSummary summary) {
    return summary.lines().stream().map(AttributedString::toString).toList();
  }
}

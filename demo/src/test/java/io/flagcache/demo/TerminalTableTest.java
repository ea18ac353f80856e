package io.flagcache.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.demo.standin.ApiCounts;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jline.utils.AttributedString;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TerminalTableTest {

  private static final DemoView VIEW =
      new DemoView(
          "flagcache demo",
          Duration.ofSeconds(75),
          "4/5 The leader is killed",
          new ApiCounts(2, 9, 1),
          List.of(
              row(1, WorkerRole.LEADER, "v2 0a1b2c3d", Duration.ofSeconds(7)),
              row(2, WorkerRole.FOLLOWER, "v1 ffffffff", Duration.ofSeconds(125)),
              row(3, WorkerRole.KILLED, "v1 ffffffff", null),
              row(4, WorkerRole.STARTING, null, null)),
          List.of(
              line(StoryLine.Kind.STEP, "a step"),
              line(StoryLine.Kind.RESULT, "first result"),
              line(StoryLine.Kind.BROKEN, "second result"),
              line(StoryLine.Kind.TROUBLE, "some trouble")));

  @Test
  void laysOutAllThatIsKnown() {
    assertThat(text(80, 40))
        .containsExactly(
            "flagcache demo                                                             01:15",
            "4/5 The leader is killed",
            "API: 12 requests (2 × 200, 9 × 304, 1 others), billed as 29 units",
            "",
            "  #  PID      ROLE       POLLS  API REQUESTS  SERVES               FOR",
            "  1  1001     leader         5             3  v2 0a1b2c3d          7 s",
            "  2  1002     follower       5             3  v1 ffffffff    2 min 5 s",
            "  3  1003     killed         5             3  v1 ffffffff            -",
            "  4  1004     starting       5             3  -                      -",
            "",
            "✓ first result",
            "✗ second result",
            "! some trouble");
  }

  @Test
  void fitsIntoANarrowTerminal() {
    assertThat(text(30, 40)).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(30));
  }

  @Test
  void leavesTheOldestLinesOutOfALowTerminal() {
    assertThat(text(80, 13))
        .hasSize(12)
        .endsWith("✗ second result", "! some trouble")
        .doesNotContain("✓ first result");
    assertThat(text(80, 6)).hasSize(5);
  }

  @Test
  void singlesTheLeaderOut() {
    List<AttributedString> lines = TerminalTable.screen(VIEW, 80, 40);

    assertThat(lines.get(5).toAnsi()).contains("\u001b[");
    assertThat(lines.get(6).toAnsi()).doesNotContain("\u001b[");
  }

  @Test
  void countsOneRequestInTheSingular() {
    assertThat(TerminalTable.api(new ApiCounts(1, 0, 0)))
        .isEqualTo("API: 1 request (1 × 200, 0 × 304), billed as 10 units");
  }

  @Test
  void showsTheWorkersAloneAtTheEnd() {
    List<String> lines =
        TerminalTable.screen(VIEW.withoutStory(), 80, 40).stream()
            .map(AttributedString::toString)
            .toList();

    assertThat(lines).hasSize(9).noneMatch(line -> line.contains("result"));
  }

  private static List<String> text(int width, int height) {
    return TerminalTable.screen(VIEW, width, height).stream()
        .map(AttributedString::toString)
        .toList();
  }

  private static StoryLine line(StoryLine.Kind kind, String text) {
    return new StoryLine(Duration.ZERO, kind, text);
  }

  private static WorkerRow row(
      int number, WorkerRole role, @Nullable String serves, @Nullable Duration servesFor) {
    return new WorkerRow(
        number,
        1000 + number,
        role,
        5,
        3,
        Optional.ofNullable(serves),
        Optional.ofNullable(servesFor));
  }
}

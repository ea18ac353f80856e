package io.flagcache.demo;

import io.flagcache.core.text.PlainText;
import io.flagcache.demo.standin.ApiCounts;
import io.flagcache.demo.text.Times;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/** Lays out what is shown of the demo, in lines. Has no state. */
final class TerminalTable {

  private static final AttributedStyle PLAIN = AttributedStyle.DEFAULT;
  private static final AttributedStyle GREEN = PLAIN.foreground(AttributedStyle.GREEN);
  private static final AttributedStyle RED = PLAIN.foreground(AttributedStyle.RED);
  private static final AttributedStyle YELLOW = PLAIN.foreground(AttributedStyle.YELLOW);
  private static final AttributedStyle CYAN = PLAIN.foreground(AttributedStyle.CYAN);

  private static final String ROW = "%3s  %-8s %-9s %6s  %12s  %-14s %9s";
  private static final AttributedString EMPTY = AttributedString.EMPTY;

  private TerminalTable() {}

  /**
   * Lays out everything for a terminal.
   *
   * @param view what is shown
   * @param width the terminal's width; longer lines are cut
   * @param height the terminal's height; the oldest lines of the story are left out
   */
  static List<AttributedString> screen(DemoView view, int width, int height) {
    List<AttributedString> lines = new ArrayList<>();
    lines.add(header(view, width));
    if (!view.step().isEmpty()) {
      lines.add(new AttributedString(view.step(), CYAN.bold()));
    }
    lines.add(new AttributedString(api(view.api())));
    lines.add(EMPTY);
    lines.addAll(table(view.workers()));
    lines.add(EMPTY);
    List<StoryLine> story =
        view.lines().stream().filter(line -> line.kind() != StoryLine.Kind.STEP).toList();
    int room = Math.max(0, height - 1 - lines.size());
    story.stream()
        .skip(Math.max(0, story.size() - room))
        .forEach(line -> lines.add(storyLine(line)));
    return lines.stream()
        .limit(Math.max(1, height - 1))
        .map(line -> line.columnSubSequence(0, width))
        .toList();
  }

  /** Lays out the workers only, below their headings. */
  static List<AttributedString> table(List<WorkerRow> workers) {
    List<AttributedString> lines = new ArrayList<>();
    lines.add(
        new AttributedString(
            String.format(ROW, "#", "PID", "ROLE", "POLLS", "API REQUESTS", "SERVES", "FOR"),
            PLAIN.faint()));
    workers.forEach(worker -> lines.add(row(worker)));
    return lines;
  }

  /** Says what was asked of the API. */
  static String api(ApiCounts api) {
    return "API: "
        + api.requests()
        + (api.requests() == 1 ? " request" : " requests")
        + " ("
        + api.documents()
        + " × 200, "
        + api.notModified()
        + " × 304"
        + (api.others() == 0 ? "" : ", " + api.others() + " others")
        + "), billed as "
        + api.units()
        + " units";
  }

  private static AttributedString header(DemoView view, int width) {
    String time = clock(view.elapsed());
    String title = view.title();
    int gap = Math.max(2, width - title.length() - time.length());
    return new AttributedStringBuilder()
        .styled(PLAIN.bold(), title)
        .append(" ".repeat(gap))
        .styled(PLAIN.faint(), time)
        .toAttributedString();
  }

  private static AttributedString row(WorkerRow worker) {
    return new AttributedString(
        String.format(
            ROW,
            worker.number(),
            worker.pid(),
            worker.role().label(),
            worker.polls(),
            worker.apiRequests(),
            worker.serves().map(PlainText::of).orElse("-"),
            worker.servesFor().map(Times::age).orElse("-")),
        style(worker.role()));
  }

  private static AttributedString storyLine(StoryLine line) {
    AttributedStringBuilder text = new AttributedStringBuilder();
    switch (line.kind()) {
      case RESULT -> text.styled(GREEN, "✓ ");
      case BROKEN -> text.styled(RED, "✗ ");
      case TROUBLE -> text.styled(YELLOW, "! ");
      case STEP, NEWS -> text.append("  ");
    }
    return text.append(line.text()).toAttributedString();
  }

  private static AttributedStyle style(WorkerRole role) {
    return switch (role) {
      case LEADER -> GREEN.bold();
      case KILLED, DIED -> RED;
      case STARTING, READY, STOPPING, CUT_OFF -> YELLOW;
      case STOPPED -> PLAIN.faint();
      case FOLLOWER, ALONE -> PLAIN;
    };
  }

  private static String clock(Duration elapsed) {
    return String.format("%02d:%02d", elapsed.toMinutes(), elapsed.toSecondsPart());
  }
}

package io.flagcache.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/**
 * What the demo found out.
 *
 * @param without what the workers asked of the API when each fetched for itself
 * @param with the same with a shared cache
 * @param verdicts the promises, and whether they held
 * @param notes what was left out, and why
 */
record DemoSummary(Traffic without, Traffic with, List<Verdict> verdicts, List<String> notes) {

  private static final AttributedStyle GREEN =
      AttributedStyle.DEFAULT.foreground(AttributedStyle.GREEN);
  private static final AttributedStyle RED =
      AttributedStyle.DEFAULT.foreground(AttributedStyle.RED);

  boolean allKept() {
    return verdicts.stream().allMatch(Verdict::kept);
  }

  List<AttributedString> lines() {
    List<AttributedString> lines = new ArrayList<>();
    lines.add(new AttributedString("API requests", AttributedStyle.BOLD));
    lines.add(traffic("without sharing", without));
    lines.add(traffic("with sharing", with));
    if (with.requestsPerPoll() > 0) {
      lines.add(
          new AttributedString(
              String.format(
                  Locale.ROOT,
                  "  %.1f times fewer requests per poll",
                  without.requestsPerPoll() / with.requestsPerPoll())));
    }
    lines.add(AttributedString.EMPTY);
    lines.add(new AttributedString("Promises", AttributedStyle.BOLD));
    int width = verdicts.stream().mapToInt(verdict -> verdict.promise().length()).max().orElse(0);
    verdicts.forEach(verdict -> lines.add(line(verdict, width)));
    notes.forEach(note -> lines.add(new AttributedString("  Note: " + note)));
    lines.add(AttributedString.EMPTY);
    lines.add(conclusion());
    return lines;
  }

  private AttributedString conclusion() {
    long broken = verdicts.stream().filter(verdict -> !verdict.kept()).count();
    return broken == 0
        ? new AttributedString("All promises held.", GREEN.bold())
        : new AttributedString(
            broken + (broken == 1 ? " promise" : " promises") + " did not hold.", RED.bold());
  }

  private static AttributedString traffic(String label, Traffic traffic) {
    return new AttributedString(
        String.format(
            Locale.ROOT,
            "  %-16s %4d in %d polls (%d × 200, %d × 304), billed as %d units",
            label,
            traffic.api().requests(),
            traffic.polls(),
            traffic.api().documents(),
            traffic.api().notModified(),
            traffic.api().units()));
  }

  private static AttributedString line(Verdict verdict, int width) {
    return new AttributedStringBuilder()
        .styled(verdict.kept() ? GREEN : RED, verdict.kept() ? "✓ " : "✗ ")
        .append(
            String.format(
                "%-6s %-" + Math.max(1, width) + "s  ", verdict.rules(), verdict.promise()))
        .append(verdict.measured())
        .toAttributedString();
  }
}

package io.flagcache.conformance.internal.report;

import static java.util.stream.Collectors.joining;

import io.flagcache.conformance.internal.report.RuleResult.Judgement;
import io.flagcache.conformance.internal.report.TestResult.Status;
import java.util.Arrays;
import java.util.Locale;

/** The report for people. */
final class ReportText {

  private static final int WIDTH = 100;
  private static final String RULE_INDENT = " ".repeat(13);
  private static final String TEST_INDENT = " ".repeat(15);

  private final StringBuilder out = new StringBuilder();

  private ReportText() {}

  static String of(Report report) {
    ReportText text = new ReportText();
    text.head(report);
    report.rules().stream()
        .filter(rule -> rule.judgement() != Judgement.NOT_RUN)
        .forEach(text::rule);
    text.out.append('\n').append(summary(report)).append('\n');
    return text.out.toString();
  }

  /** The counts in one line. */
  static String summary(Report report) {
    String counts =
        Arrays.stream(Judgement.values())
            .filter(judgement -> report.count(judgement) > 0)
            .map(judgement -> report.count(judgement) + " " + word(judgement))
            .collect(joining(", "));
    String broken =
        report.rules().stream()
            .filter(rule -> rule.judgement() == Judgement.BROKEN)
            .map(rule -> rule.rule().id())
            .collect(joining(", "));
    return report.rules().size()
        + " rules: "
        + counts
        + (broken.isEmpty() ? "." : ". Broken: " + broken + ".");
  }

  private void head(Report report) {
    out.append(report.testClass()).append("\nflagcache conformance kit");
    report.kit().ifPresent(version -> out.append(' ').append(version));
    out.append(", ").append(report.started());
    out.append(String.format(Locale.ROOT, ", %.1f s", report.took().toMillis() / 1000.0));
    report.timescale().ifPresent(scale -> out.append(", time scale ").append(scale));
    out.append("\n\n");
    report
        .failure()
        .ifPresent(
            failure -> out.append("The class failed: ").append(oneLine(failure)).append("\n\n"));
  }

  private void rule(RuleResult result) {
    ReportedRule rule = result.rule();
    out.append(
        String.format(
            Locale.ROOT, "%s %-4s%-6s ", sign(result.judgement()), rule.id(), rule.level()));
    wrapped(rule.text(), RULE_INDENT);
    result.tests().stream().filter(test -> test.status() != Status.PASSED).forEach(this::test);
  }

  private void test(TestResult test) {
    out.append(RULE_INDENT).append(test.status() == Status.FAILED ? "✗ " : "- ");
    wrapped(test.displayName(), TEST_INDENT);
    out.append(TEST_INDENT);
    if (test.waiver().isPresent()) {
      wrapped("waived: " + oneLine(test.waiver().orElseThrow()), TEST_INDENT);
    } else if (!test.missing().isEmpty()) {
      wrapped("skipped: not claimed: " + String.join(", ", test.missing()), TEST_INDENT);
    } else {
      String message = oneLine(test.message().orElse("no reason was given"));
      wrapped((test.status() == Status.FAILED ? "" : "skipped: ") + message, TEST_INDENT);
    }
  }

  private static String sign(Judgement judgement) {
    return switch (judgement) {
      case KEPT -> "✓";
      case PARTLY_JUDGED -> "~";
      case BROKEN -> "✗";
      case SKIPPED -> "-";
      case NOT_RUN -> " ";
    };
  }

  private static String word(Judgement judgement) {
    return judgement.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\R\\s*+", " ");
  }

  /** Appends words, the first of them where the line stands, and ends the line. */
  private void wrapped(String text, String indent) {
    int column = indent.length();
    String separator = "";
    for (String word : text.split(" ", -1)) {
      if (column + separator.length() + word.length() > WIDTH && !separator.isEmpty()) {
        out.append('\n').append(indent);
        column = indent.length();
        separator = "";
      }
      out.append(separator).append(word);
      column += separator.length() + word.length();
      separator = " ";
    }
    out.append('\n');
  }
}

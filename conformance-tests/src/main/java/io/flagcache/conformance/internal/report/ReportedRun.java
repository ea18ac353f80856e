package io.flagcache.conformance.internal.report;

import io.flagcache.conformance.internal.RuleSkip;
import io.flagcache.conformance.internal.report.TestResult.Status;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/** Collects the results of one class; its tests may run on several threads. */
final class ReportedRun {

  private final Instant started = Instant.now().truncatedTo(ChronoUnit.MILLIS);
  private final long startNanos = System.nanoTime();
  private final List<TestResult> results = new ArrayList<>();
  private List<String> claimed = List.of();
  private Optional<Double> timescale = Optional.empty();

  synchronized void claims(List<String> claimed, double timescale) {
    this.claimed = claimed;
    this.timescale = Optional.of(timescale);
  }

  synchronized void add(
      String rule,
      String name,
      String displayName,
      Status status,
      long nanos,
      @Nullable Throwable cause) {
    Optional<RuleSkip> skip =
        cause instanceof RuleSkip ruleSkip ? Optional.of(ruleSkip) : Optional.empty();
    results.add(
        new TestResult(
            rule,
            name,
            displayName,
            status,
            Duration.ofNanos(nanos),
            Optional.ofNullable(cause).map(ReportedRun::messageOf),
            skip.map(RuleSkip::missing).orElse(List.of()),
            skip.flatMap(RuleSkip::waiver)));
  }

  synchronized boolean isEmpty() {
    return results.isEmpty();
  }

  synchronized Report report(
      String testClass, List<ReportedRule> rules, Optional<Throwable> failure) {
    return new Report(
        testClass,
        Optional.ofNullable(Report.class.getPackage().getImplementationVersion()),
        started,
        Duration.ofNanos(System.nanoTime() - startNanos),
        timescale,
        claimed,
        rules,
        results.stream().sorted(Comparator.comparing(TestResult::name)).toList(),
        failure.map(ReportedRun::messageOf));
  }

  /** The kit's own verdicts are whole sentences; of others the kind says more than the message. */
  private static String messageOf(Throwable failure) {
    String message = failure.getMessage();
    boolean isSentence =
        failure instanceof AssertionError || failure instanceof TestAbortedException;
    return isSentence && message != null ? message : failure.toString();
  }
}

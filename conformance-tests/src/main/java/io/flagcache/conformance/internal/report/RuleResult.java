package io.flagcache.conformance.internal.report;

import io.flagcache.conformance.internal.report.TestResult.Status;
import java.util.List;

/**
 * How the tests of one rule ended.
 *
 * @param rule the rule
 * @param tests its tests that were run, by name
 */
record RuleResult(ReportedRule rule, List<TestResult> tests) {

  /** What is known of a rule. */
  enum Judgement {
    /** All tests of the rule passed. */
    KEPT,
    /** Some passed, and none failed, but not all could be run. */
    PARTLY_JUDGED,
    /** A test failed. */
    BROKEN,
    /** No test could be run. */
    SKIPPED,
    /** No test was chosen to be run. */
    NOT_RUN
  }

  Judgement judgement() {
    if (tests.isEmpty()) {
      return Judgement.NOT_RUN;
    }
    if (has(Status.FAILED)) {
      return Judgement.BROKEN;
    }
    if (!has(Status.PASSED)) {
      return Judgement.SKIPPED;
    }
    return has(Status.SKIPPED) ? Judgement.PARTLY_JUDGED : Judgement.KEPT;
  }

  private boolean has(Status status) {
    return tests.stream().anyMatch(test -> test.status() == status);
  }
}

package io.flagcache.conformance.internal.report;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How one test ended.
 *
 * @param rule the rule that it judges
 * @param name the test's method
 * @param displayName the test's name for people, which begins with the rule
 * @param status how it ended
 * @param took how long it took
 * @param message the sentence of the verdict, or why it was skipped
 * @param missing the capabilities for want of which it was skipped
 * @param waiver why the rule is not kept, if it is waived
 */
record TestResult(
    String rule,
    String name,
    String displayName,
    Status status,
    Duration took,
    Optional<String> message,
    List<String> missing,
    Optional<String> waiver) {

  /** How a test ended. */
  enum Status {
    PASSED,
    FAILED,
    SKIPPED
  }
}

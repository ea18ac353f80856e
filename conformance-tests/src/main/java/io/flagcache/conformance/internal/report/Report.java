package io.flagcache.conformance.internal.report;

import static java.util.stream.Collectors.groupingBy;

import io.flagcache.conformance.internal.report.RuleResult.Judgement;
import io.flagcache.conformance.internal.report.TestResult.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one run of one test class has found.
 *
 * @param testClass the name of the class
 * @param kit the version of the kit, if it is known
 * @param started when the run began
 * @param took how long it lasted
 * @param timescale how the times of the tests were stretched, if a test has got that far
 * @param claimed the capabilities that the test class claims
 * @param allRules the rules that there are, in their order
 * @param tests the results of the kit's tests; others in the class are not part of it
 * @param failure why the class could not be run as a whole, if so
 */
record Report(
    String testClass,
    Optional<String> kit,
    Instant started,
    Duration took,
    Optional<Double> timescale,
    List<String> claimed,
    List<ReportedRule> allRules,
    List<TestResult> tests,
    Optional<String> failure) {

  /** All rules in their order, with their tests. */
  List<RuleResult> rules() {
    Map<String, List<TestResult>> byRule = tests.stream().collect(groupingBy(TestResult::rule));
    return allRules.stream()
        .map(rule -> new RuleResult(rule, byRule.getOrDefault(rule.id(), List.of())))
        .toList();
  }

  /** How many rules were judged so. */
  long count(Judgement judgement) {
    return rules().stream().filter(rule -> rule.judgement() == judgement).count();
  }

  /** How many tests ended so. */
  long count(Status status) {
    return tests.stream().filter(test -> test.status() == status).count();
  }

  /** Whether something was found that is wrong. */
  boolean isBroken() {
    return failure.isPresent() || count(Status.FAILED) > 0;
  }
}

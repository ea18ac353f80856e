package io.flagcache.conformance;

import io.flagcache.conformance.internal.report.ReportedRule;
import io.flagcache.conformance.internal.report.Reporter;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reports how providers keep the rules of the contract. */
final class ReportExtension extends Reporter {

  /** Called by JUnit. */
  ReportExtension() {}

  @Override
  protected List<ReportedRule> rules() {
    return ConformanceRules.all().stream()
        .map(rule -> new ReportedRule(rule.id(), rule.level().name(), rule.text()))
        .toList();
  }

  @Override
  protected Optional<String> ruleOf(Method test) {
    return Optional.ofNullable(test.getAnnotation(Rule.class)).map(Rule::value);
  }

  @Override
  protected boolean isOfTheKit(Class<?> testClass) {
    return RuleTests.class.isAssignableFrom(testClass);
  }

  @Override
  protected Set<Capability> claimedBy(Object test) {
    return ((RuleTests) test).capabilities();
  }

  @Override
  protected double timescaleOf(Object test) {
    return ((RuleTests) test).timescale();
  }
}

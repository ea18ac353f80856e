package io.flagcache.conformance;

import io.flagcache.conformance.internal.report.Reporter;
import java.util.Set;

/** Reports how providers keep the rules of the contract. */
final class ReportExtension extends Reporter {

  /** Called by JUnit. */
  ReportExtension() {
    super(ConformanceRules.BOOK);
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

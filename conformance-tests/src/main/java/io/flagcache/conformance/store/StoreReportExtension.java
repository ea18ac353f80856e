package io.flagcache.conformance.store;

import io.flagcache.conformance.internal.report.Reporter;
import java.util.Set;

/** Reports how stores keep the rules of the primitives. */
final class StoreReportExtension extends Reporter {

  /** Called by JUnit. */
  StoreReportExtension() {
    super(StoreRules.BOOK);
  }

  @Override
  protected boolean isOfTheKit(Class<?> testClass) {
    return StoreRuleTests.class.isAssignableFrom(testClass);
  }

  @Override
  protected Set<StoreCapability> claimedBy(Object test) {
    return ((StoreRuleTests) test).capabilities();
  }

  @Override
  protected double timescaleOf(Object test) {
    return ((StoreRuleTests) test).timescale();
  }
}

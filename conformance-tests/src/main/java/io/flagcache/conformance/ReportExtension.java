package io.flagcache.conformance;

import io.flagcache.conformance.internal.report.Reporter;
import java.util.Set;

/** Reports how providers keep the rules of the contract. */
final class ReportExtension extends Reporter<FlagDefinitionCacheProviderConformance> {

  /** Called by JUnit. */
  ReportExtension() {
    super(ConformanceRules.BOOK, FlagDefinitionCacheProviderConformance.class);
  }

  @Override
  protected Set<Capability> claimedBy(FlagDefinitionCacheProviderConformance testClass) {
    return testClass.capabilities();
  }

  @Override
  protected double timescaleOf(FlagDefinitionCacheProviderConformance testClass) {
    return testClass.timescale();
  }
}

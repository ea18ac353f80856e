package io.flagcache.conformance.store;

import io.flagcache.conformance.internal.report.Reporter;
import java.util.Set;

/** Reports how stores keep the rules of the primitives. */
final class StoreReportExtension extends Reporter<FlagCacheStoreConformance> {

  /** Called by JUnit. */
  StoreReportExtension() {
    super(StoreRules.BOOK, FlagCacheStoreConformance.class);
  }

  @Override
  protected Set<StoreCapability> claimedBy(FlagCacheStoreConformance testClass) {
    return testClass.capabilities();
  }

  @Override
  protected double timescaleOf(FlagCacheStoreConformance testClass) {
    return testClass.timescale();
  }
}

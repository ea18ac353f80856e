package io.flagcache.conformance.store;

import io.flagcache.conformance.RuleBookContract;

class StoreRulesTest extends RuleBookContract<StoreCapability> {

  StoreRulesTest() {
    super(StoreRules.BOOK, FlagCacheStoreConformance.class, StoreCapability.class);
  }

  @Override
  protected String partOf(String beforeStorePrimitives, String storePrimitives) {
    return storePrimitives;
  }
}

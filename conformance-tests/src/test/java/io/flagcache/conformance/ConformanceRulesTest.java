package io.flagcache.conformance;

class ConformanceRulesTest extends RuleBookContract<Capability> {

  ConformanceRulesTest() {
    super(ConformanceRules.BOOK, FlagDefinitionCacheProviderConformance.class, Capability.class);
  }

  @Override
  protected String partOf(String beforeStorePrimitives, String storePrimitives) {
    return beforeStorePrimitives;
  }
}

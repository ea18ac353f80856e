package io.flagcache.conformance.store;

import io.flagcache.conformance.internal.RuleGroup;
import io.flagcache.conformance.internal.TestTime;
import io.flagcache.conformance.internal.Timing;
import io.flagcache.conformance.internal.Verdict;
import io.flagcache.core.store.ReadAnswer.Found;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.TestMethodOrder;

/** A chapter of the rules for stores, judged by the stores of one test class. */
@TestMethodOrder(StoreRules.Order.class)
abstract class StoreRuleGroup extends RuleGroup<StoreCapability, StoreHarness> {

  private final FlagCacheStoreConformance conformance;

  StoreRuleGroup(FlagCacheStoreConformance conformance) {
    super(StoreRules.BOOK);
    this.conformance = conformance;
  }

  @Override
  protected final Object suite() {
    return conformance;
  }

  @Override
  protected final void warmUp(StoreHarness stores) {
    stores.warmUp(capabilities().contains(StoreCapability.BACKEND_OUTAGE));
  }

  @Override
  protected final boolean isIntact(StoreHarness stores) {
    return stores.caller().reads() instanceof Found;
  }

  @Override
  protected final Set<StoreCapability> capabilities() {
    return conformance.capabilities();
  }

  @Override
  protected final Optional<Set<String>> expectedSkips() {
    return conformance.expectedSkips();
  }

  @Override
  protected final Map<String, String> waivers() {
    return conformance.waivers();
  }

  @Override
  protected final StoreHarness newHarness(Verdict verdict, int stretch) throws Exception {
    StoreFixture fixture = conformance.fixture();
    Timing timing = new Timing(conformance.timescale(), TestTime.of(fixture));
    return new StoreHarness(fixture, verdict, timing.stretched(stretch));
  }
}

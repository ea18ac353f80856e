package io.flagcache.conformance;

import io.flagcache.conformance.internal.RuleGroup;
import io.flagcache.conformance.internal.TestTime;
import io.flagcache.conformance.internal.Timing;
import io.flagcache.conformance.internal.Verdict;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.TestMethodOrder;

/** A chapter of the contract, judged by the fleets of one test class. */
@TestMethodOrder(ConformanceRules.Order.class)
abstract class ProviderRuleGroup extends RuleGroup<Capability, Fleet> {

  private final FlagDefinitionCacheProviderConformance conformance;

  ProviderRuleGroup(FlagDefinitionCacheProviderConformance conformance) {
    super(ConformanceRules.BOOK);
    this.conformance = conformance;
  }

  /** The user's test class around this group. */
  final FlagDefinitionCacheProviderConformance conformance() {
    return conformance;
  }

  @Override
  protected final Object suite() {
    return conformance;
  }

  @Override
  protected final void warmUp(Fleet fleet) {
    fleet.warmUp(capabilities().contains(Capability.BACKEND_OUTAGE));
  }

  @Override
  protected final boolean isIntact(Fleet fleet) {
    return fleet.isWarm();
  }

  @Override
  protected final Set<Capability> capabilities() {
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
  protected final Fleet newHarness(Verdict verdict, int stretch) throws Exception {
    ProviderFixture fixture = conformance.fixture();
    Timing timing = new Timing(conformance.timescale(), TestTime.of(fixture));
    return new Fleet(fixture, verdict, timing.stretched(stretch));
  }

  final Fleet fleet() {
    return harness();
  }
}

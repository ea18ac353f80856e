package io.flagcache.conformance.simulator;

import io.flagcache.conformance.Capability;
import io.flagcache.conformance.internal.report.Reporter;
import java.util.Set;

/** Reports how fleets keep the rules of the contract. */
final class SimulationReportExtension extends Reporter<FlagDefinitionCacheProviderSimulation> {

  /** Called by JUnit. */
  SimulationReportExtension() {
    super(SimulationGroup.BOOK, FlagDefinitionCacheProviderSimulation.class);
  }

  @Override
  protected Set<Capability> claimedBy(FlagDefinitionCacheProviderSimulation testClass) {
    return testClass.capabilities();
  }

  /** Times are a matter of the poll interval here. */
  @Override
  protected double timescaleOf(FlagDefinitionCacheProviderSimulation testClass) {
    return 1;
  }
}

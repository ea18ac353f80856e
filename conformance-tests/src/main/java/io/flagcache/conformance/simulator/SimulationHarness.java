package io.flagcache.conformance.simulator;

import io.flagcache.conformance.ProviderFixture;
import io.flagcache.conformance.internal.Harness;
import io.flagcache.conformance.internal.TestTime;
import io.flagcache.conformance.internal.Timing;
import io.flagcache.conformance.internal.Verdict;
import io.flagcache.conformance.rule.Disturbance;
import java.util.Set;

/** The backend of one simulation, and how much slower than usual it is simulated. */
final class SimulationHarness extends Harness {

  private final ProviderFixture fixture;
  private final int stretch;

  SimulationHarness(ProviderFixture fixture, Verdict verdict, int stretch) {
    super(verdict, new Timing(1, TestTime.REAL));
    this.fixture = fixture;
    this.stretch = stretch;
  }

  ProviderFixture fixture() {
    return fixture;
  }

  int stretch() {
    return stretch;
  }

  /** Each simulation wipes its backend, so that nobody shares it anyway. */
  @Override
  protected Set<Disturbance> disturbances() {
    return Set.of();
  }

  @Override
  protected void close() throws Exception {
    fixture.close();
  }
}

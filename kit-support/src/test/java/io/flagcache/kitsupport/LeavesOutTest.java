package io.flagcache.kitsupport;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.conformance.FlagDefinitionCacheProviderConformance;
import io.flagcache.conformance.ProviderFixture;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Tests that are left out are skipped in every group of the kit, and say why; no others are. */
class LeavesOutTest {

  @Test
  void leavesOutTestsByName() {
    KitOutcomes outcomes = KitOutcomes.of(IncompleteRun.class);

    assertThat(outcomes.skipped()).containsExactlyInAnyOrder("E8", "P10");
    assertThat(outcomes.run()).contains("E1", "P10", "C1");
    assertThat(outcomes.reasons())
        .contains("p10AnEntryThatNobodyLeadsForDies is left out here: it is immortal");
  }

  @LeavesOut(
      tests = {"e8TwoInstancesAreTwoOwners", "p10AnEntryThatNobodyLeadsForDies"},
      because = "it is immortal")
  private abstract static class Incomplete extends FlagDefinitionCacheProviderConformance {}

  static class IncompleteRun extends Incomplete {
    @Override
    protected ProviderFixture fixture() {
      return Assumptions.abort("only which tests are run matters here");
    }
  }
}

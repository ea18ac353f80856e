package io.flagcache.kitsupport;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.conformance.ConformanceRules;
import io.flagcache.conformance.FlagDefinitionCacheProviderConformance;
import io.flagcache.conformance.ProviderFixture;
import io.flagcache.conformance.rule.ConformanceRule;
import io.flagcache.conformance.store.FlagCacheStoreConformance;
import io.flagcache.conformance.store.StoreFixture;
import io.flagcache.conformance.store.StoreRules;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** The rules that are not chosen are skipped in every group of the kit, and say why. */
@DisabledIfSystemProperty(named = JudgesOnly.FULL, matches = "true")
class JudgesOnlyTest {

  @Test
  void choosesRulesOfTheContract() {
    KitOutcomes outcomes = KitOutcomes.of(ChosenProviderRun.class);

    assertThat(outcomes.run()).containsExactlyInAnyOrder("E2", "C1");
    assertThat(outcomes.skipped())
        .containsAll(idsOf(ConformanceRules.all()))
        .doesNotContain("E2", "C1");
    assertThat(outcomes.reasons())
        .contains("R1 is judged here with -Pfull only: the rest is judged elsewhere");
  }

  @Test
  void choosesRulesOfStores() {
    KitOutcomes outcomes = KitOutcomes.of(ChosenStoreRun.class);

    assertThat(outcomes.run()).containsExactlyInAnyOrder("S3", "S23");
    assertThat(outcomes.skipped()).contains("S1", "S22").doesNotContain("S3", "S23");
    assertThat(outcomes.skipped()).hasSize(StoreRules.all().size() - 2);
  }

  private static List<String> idsOf(List<? extends ConformanceRule<?>> rules) {
    return rules.stream()
        .<String>map(ConformanceRule::id)
        .filter(id -> !Set.of("E2", "C1").contains(id))
        .toList();
  }

  @JudgesOnly(
      rules = {"E2", "C1"},
      because = "the rest is judged elsewhere")
  static class ChosenProviderRun extends FlagDefinitionCacheProviderConformance {
    @Override
    protected ProviderFixture fixture() {
      return Assumptions.abort("only which tests are run matters here");
    }
  }

  @JudgesOnly(
      rules = {"S3", "S23"},
      because = "the rest is judged elsewhere")
  static class ChosenStoreRun extends FlagCacheStoreConformance {
    @Override
    protected StoreFixture fixture() {
      return Assumptions.abort("only which tests are run matters here");
    }
  }
}

package io.flagcache.kitsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.flagcache.conformance.ConformanceRules;
import io.flagcache.conformance.FlagDefinitionCacheProviderConformance;
import io.flagcache.conformance.ProviderFixture;
import io.flagcache.conformance.rule.ConformanceRule;
import io.flagcache.conformance.store.FlagCacheStoreConformance;
import io.flagcache.conformance.store.StoreFixture;
import io.flagcache.conformance.store.StoreRules;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The rules that are not chosen are skipped in every group of the kit, and say why. */
@DisabledIfSystemProperty(named = JudgesOnly.FULL, matches = "true")
class JudgesOnlyTest {

  @Test
  void choosesRulesOfTheContract() {
    Outcomes outcomes = Outcomes.of(ChosenProviderRun.class);

    assertThat(outcomes.run).containsExactlyInAnyOrder("E2", "C1");
    assertThat(outcomes.skipped)
        .containsAll(idsOf(ConformanceRules.all()))
        .doesNotContain("E2", "C1");
    assertThat(outcomes.reasons)
        .contains("R1 is judged here with -Pfull only: the rest is judged elsewhere");
  }

  @Test
  void choosesRulesOfStores() {
    Outcomes outcomes = Outcomes.of(ChosenStoreRun.class);

    assertThat(outcomes.run).containsExactlyInAnyOrder("S3", "S23");
    assertThat(outcomes.skipped).contains("S1", "S22").doesNotContain("S3", "S23");
    assertThat(outcomes.skipped).hasSize(StoreRules.all().size() - 2);
  }

  private static List<String> idsOf(List<? extends ConformanceRule<?>> rules) {
    return rules.stream()
        .<String>map(ConformanceRule::id)
        .filter(id -> !Set.of("E2", "C1").contains(id))
        .toList();
  }

  /** How the tests of a class ended, by the rule that their names begin with. */
  private static final class Outcomes implements TestExecutionListener {

    final Set<String> run = new TreeSet<>();
    final Set<String> skipped = new TreeSet<>();
    final Set<String> reasons = new TreeSet<>();

    static Outcomes of(Class<?> testClass) {
      Outcomes outcomes = new Outcomes();
      LauncherFactory.create()
          .execute(
              LauncherDiscoveryRequestBuilder.request()
                  .selectors(selectClass(testClass))
                  .configurationParameter(FlagDefinitionCacheProviderConformance.REPORT, "off")
                  .build(),
              outcomes);
      return outcomes;
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      if (test.isTest()) {
        run.add(ruleOf(test));
      }
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
      skipped.add(ruleOf(test));
      reasons.add(reason);
    }

    private static String ruleOf(TestIdentifier test) {
      return test.getDisplayName().split(" ", 2)[0];
    }
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

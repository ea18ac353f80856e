package io.flagcache.conformance.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.conformance.ConformanceRules;
import io.flagcache.conformance.ProviderFixture;
import io.flagcache.conformance.Rule;
import io.flagcache.conformance.simulator.FlagDefinitionCacheProviderSimulation;
import io.flagcache.kitsupport.EngineVirtualFixture;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult.Status;

/** What is not simulated is seen, and every simulation names a rule. */
class SimulationSkipsTest {

  @Test
  void everySimulationJudgesARuleAndSaysSo() {
    List<Method> tests =
        Arrays.stream(FlagDefinitionCacheProviderSimulation.class.getDeclaredClasses())
            .flatMap(chapter -> Arrays.stream(chapter.getSuperclass().getDeclaredMethods()))
            .filter(method -> method.isAnnotationPresent(Test.class))
            .toList();
    assertThat(tests)
        .isNotEmpty()
        .allSatisfy(
            test -> {
              String rule = test.getAnnotation(Rule.class).value();
              assertThat(ConformanceRules.find(rule)).as(rule).isPresent();
              assertThat(test.getAnnotation(DisplayName.class).value()).startsWith(rule + " ");
              assertThat(Modifier.isFinal(test.getModifiers())).as(test + " is final").isTrue();
            });
  }

  @Test
  void whatIsNotClaimedIsSkippedAndSaysSo() {
    KitRun run = KitRun.of(ClaimsNothingRun.class, Map.of());
    assertThat(run.messages(Status.FAILED)).isEmpty();
    Map<String, String> skipped = run.messages(Status.ABORTED);
    assertThat(skipped.keySet()).allMatch(test -> test.matches("(F2|P10|P11) .*")).hasSize(6);
    assertThat(skipped)
        .containsEntry(
            "P11 p11NobodyGoesBackAfterAnOutage",
            "P11 needs a capability that is not claimed: [BACKEND_OUTAGE]");
  }

  @Test
  void aWaivedShouldIsSkippedAndAMustCannotBeWaived() {
    assertThat(KitRun.of(WaivesShouldRun.class, Map.of()).messages(Status.ABORTED))
        .containsEntry("C1 c1AColdStartCostsOneRequest", "C1 is waived: a cold start is rare");
    assertThat(KitRun.of(WaivesMustRun.class, Map.of()).messages(Status.FAILED))
        .isNotEmpty()
        .allSatisfy(
            (test, message) ->
                assertThat(message)
                    .startsWith("waivers() names E1, which is a MUST and cannot be waived: "));
  }

  static class ClaimsNothingRun extends FlagDefinitionCacheProviderSimulation {
    @Override
    protected ProviderFixture fixture() {
      return new EngineVirtualFixture();
    }
  }

  static class WaivesShouldRun extends ClaimsNothingRun {
    @Override
    protected Map<String, String> waivers() {
      return Map.of("C1", "a cold start is rare");
    }
  }

  static class WaivesMustRun extends ClaimsNothingRun {
    @Override
    protected Map<String, String> waivers() {
      return Map.of("E1", "inconvenient");
    }
  }
}

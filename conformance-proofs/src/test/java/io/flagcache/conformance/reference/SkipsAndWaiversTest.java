package io.flagcache.conformance.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.conformance.Capability;
import io.flagcache.conformance.ConformanceRules;
import io.flagcache.conformance.FlagDefinitionCacheProviderConformance;
import io.flagcache.conformance.ProviderFixture;
import io.flagcache.conformance.WorkerSettings;
import io.flagcache.conformance.rule.ConformanceRule;
import io.flagcache.conformance.rule.Level;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.launcher.PostDiscoveryFilter;

/** What is not judged is shown; what must be judged is. */
class SkipsAndWaiversTest {

  @Test
  void whatIsNotClaimedIsSkippedAndSaysSo() {
    KitRun run = KitRun.of(ClaimsNothingRun.class, Map.of());
    assertThat(run.messages(Status.FAILED)).isEmpty();
    Map<String, String> skipped = run.messages(Status.ABORTED);
    for (ConformanceRule<Capability> rule : ConformanceRules.all()) {
      for (Capability capability : rule.capabilities()) {
        assertThat(skipped)
            .as(rule.id() + " " + capability)
            .anySatisfy(
                (test, message) ->
                    assertThat(message)
                        .contains(rule.id() + " needs a capability that is not claimed")
                        .contains(capability.name()));
      }
    }
    assertThat(run.messages(Status.SUCCESSFUL))
        .allSatisfy((test, message) -> assertThat(skipped).doesNotContainKey(test));
  }

  @Test
  void aWaivedShouldIsSkippedWithItsReason() {
    KitRun run = KitRun.of(WaivesShouldRun.class, Map.of());
    assertThat(run.messages(Status.FAILED)).isEmpty();
    assertThat(run.messages(Status.ABORTED))
        .hasEntrySatisfying(
            "P7 p7APoisonedLeaderResigns",
            message -> assertThat(message).contains("P7 is waived: the API never answers 304"));
  }

  @Test
  void aMustCannotBeWaived() {
    KitRun run = KitRun.of(WaivesMustRun.class, Map.of());
    assertThat(run.messages(Status.FAILED))
        .isNotEmpty()
        .allSatisfy(
            (test, message) ->
                assertThat(message)
                    .startsWith("waivers() names E1, which is a MUST and cannot be waived"));
  }

  @Test
  void aWaiverOfNoRuleFails() {
    KitRun run = KitRun.of(WaivesNothingRun.class, Map.of());
    assertThat(run.messages(Status.FAILED))
        .isNotEmpty()
        .containsValue("waivers() names the rule 'E99', which does not exist");
  }

  @Test
  void aCapabilityThatIsClaimedMustBeImplemented() {
    KitRun run = KitRun.of(ClaimsTooMuchRun.class, Map.of());
    assertThat(run.messages(Status.FAILED))
        .isNotEmpty()
        .allSatisfy(
            (test, message) ->
                assertThat(message)
                    .contains(
                        "The capability BACKEND_HANG is claimed, but the fixture does not"
                            + " implement"));
  }

  @Test
  void whatAFixtureMustNotDoIsSkippedAndSaysSo() {
    KitRun run = KitRun.of(NeverWipesRun.class, Map.of());
    assertThat(run.messages(Status.FAILED)).isEmpty();
    assertThat(run.messages(Status.ABORTED))
        .containsEntry(
            "P6 p6TheLeaderPublishesAgain", "Assumption failed: this server has the data of others")
        .containsEntry(
            "P8 p8AbsentIsNone", "Assumption failed: this server has the data of others");
  }

  @Test
  void aSkipThatIsNotExpectedFails() {
    KitRun run = new KitRun();
    run.execute(ExpectsSkipsRun.class, Map.of(), testsOf("C3", "E9", "P6", "P7"));

    assertThat(run.messages(Status.ABORTED).keySet())
        .allMatch(test -> test.startsWith("C3 ") || test.startsWith("P7 "))
        .anyMatch(test -> test.startsWith("C3 "))
        .anyMatch(test -> test.startsWith("P7 "));
    assertThat(run.messages(Status.FAILED))
        .hasEntrySatisfying(
            "E9 e9WrongClocksChangeNothing",
            message ->
                assertThat(message)
                    .startsWith("E9: was skipped, and is not among the expected skips: E9 needs")
                    .endsWith("docs/contract.md#skips"))
        .hasEntrySatisfying(
            "P6 p6TheLeaderPublishesAgain",
            message -> assertThat(message).contains("this server has the data of others"));
  }

  @Test
  void aSkipOfNoRuleCannotBeExpected() {
    KitRun run = new KitRun();
    run.execute(ExpectsNothingRun.class, Map.of(), testsOf("E1"));

    assertThat(run.messages(Status.FAILED))
        .containsValue(
            "expectedSkips(), or -Dflagcache.conformance.expectedSkips, names 'E99', which is no"
                + " rule");
  }

  private static PostDiscoveryFilter testsOf(String... rules) {
    return test ->
        FilterResult.includedIf(
            test.isContainer()
                || Arrays.stream(rules).anyMatch(id -> test.getDisplayName().startsWith(id + " ")));
  }

  @Test
  void aBadTimeScaleFails() {
    KitRun run = KitRun.of(BadTimeScaleRun.class, Map.of());
    assertThat(run.messages(Status.FAILED))
        .isNotEmpty()
        .allSatisfy(
            (test, message) -> assertThat(message).startsWith("The time scale is 0.0; use"));
  }

  @Test
  void aGroupOfRulesCannotBeReplaced() {
    KitRun run = KitRun.of(ReplacesAGroupRun.class, Map.of());
    assertThat(run.messages(Status.FAILED))
        .containsValue(
            ReplacesAGroupRun.Election.class.getName()
                + " takes the place of the kit's tests of that name; rename it");
    assertThat(run.messages(Status.SUCCESSFUL).keySet()).noneMatch(test -> test.startsWith("E1 "));
  }

  static class ClaimsNothingRun extends FlagDefinitionCacheProviderConformance {
    @Override
    protected ProviderFixture fixture() {
      return new ReferenceFixture(new ReferenceBackend(), ReferenceProvider::new);
    }
  }

  static class WaivesShouldRun extends ClaimsNothingRun {
    @Override
    protected Map<String, String> waivers() {
      assertThat(ConformanceRules.find("P7").orElseThrow().level()).isEqualTo(Level.SHOULD);
      return Map.of("P7", "the API never answers 304");
    }
  }

  static class WaivesMustRun extends ClaimsNothingRun {
    @Override
    protected Map<String, String> waivers() {
      return Map.of("E1", "inconvenient");
    }
  }

  static class WaivesNothingRun extends ClaimsNothingRun {
    @Override
    protected Map<String, String> waivers() {
      return Map.of("E99", "a slip");
    }
  }

  static class ClaimsTooMuchRun extends ClaimsNothingRun {
    @Override
    protected ProviderFixture fixture() {
      return new PlainFixture();
    }

    @Override
    protected Set<Capability> capabilities() {
      return Set.of(Capability.BACKEND_HANG);
    }
  }

  static class BadTimeScaleRun extends ClaimsNothingRun {
    @Override
    protected double timescale() {
      return 0;
    }
  }

  static class ReplacesAGroupRun extends ClaimsNothingRun {
    @Nested
    class Election {
      @Test
      @DisplayName("E1 all is well")
      void e1AllIsWell() {}
    }
  }

  static class NeverWipesRun extends ClaimsNothingRun {
    @Override
    protected ProviderFixture fixture() {
      return new PlainFixture() {
        private boolean shared;

        @Override
        public ReferenceProvider newWorker(WorkerSettings settings) {
          shared = true;
          return super.newWorker(settings);
        }

        @Override
        public void wipe() {
          Assumptions.assumeFalse(shared, "this server has the data of others");
        }
      };
    }
  }

  static class ExpectsSkipsRun extends NeverWipesRun {
    @Override
    protected Optional<Set<String>> expectedSkips() {
      return Optional.of(Set.of("C3"));
    }

    @Override
    protected Map<String, String> waivers() {
      return Map.of("P7", "a reason is enough");
    }
  }

  static class ExpectsNothingRun extends ClaimsNothingRun {
    @Override
    protected Optional<Set<String>> expectedSkips() {
      return Optional.of(Set.of("E99"));
    }
  }

  /** Can do no more than every fixture must. */
  private static class PlainFixture implements ProviderFixture {

    private final ReferenceBackend backend = new ReferenceBackend();

    @Override
    public ReferenceProvider newWorker(WorkerSettings settings) {
      return new ReferenceProvider(backend, settings);
    }

    @Override
    public void wipe() {
      backend.wipe();
    }

    @Override
    public void close() {}
  }
}

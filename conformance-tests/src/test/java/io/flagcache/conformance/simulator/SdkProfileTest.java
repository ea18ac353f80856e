package io.flagcache.conformance.simulator;

import static io.flagcache.conformance.simulator.SdkProfile.ELIXIR;
import static io.flagcache.conformance.simulator.SdkProfile.FETCHING;
import static io.flagcache.conformance.simulator.SdkProfile.FETCHING_WITH_A_WRONG_KEY;
import static io.flagcache.conformance.simulator.SdkProfile.GO;
import static io.flagcache.conformance.simulator.SdkProfile.JVM;
import static io.flagcache.conformance.simulator.SdkProfile.NODE;
import static io.flagcache.conformance.simulator.SdkProfile.PHP;
import static io.flagcache.conformance.simulator.SdkProfile.PYTHON;
import static io.flagcache.conformance.simulator.SdkProfile.RUBY;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.conformance.simulator.ScriptedFixture.Answer;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What each SDK does around its provider, in a few polls each. */
class SdkProfileTest {

  private static final Duration POLL = Scenario.POLL_INTERVAL;

  private final SimulatedDocuments documents = new SimulatedDocuments();

  private static Scenario polls(SdkProfile profile, int polls) {
    return Scenario.named("polls")
        .lasting(POLL.multipliedBy(polls).minusSeconds(10))
        .at(Duration.ZERO)
        .start(1, profile);
  }

  static List<SdkProfile> withAccess() {
    return Arrays.stream(SdkProfile.values())
        .filter(profile -> !profile.has(SdkTrait.HAS_A_WRONG_KEY))
        .toList();
  }

  private ScriptedFixture fixture(Answer... script) {
    return new ScriptedFixture(documents.handedOver(1, JVM), script);
  }

  @ParameterizedTest
  @MethodSource("withAccess")
  void aLeaderHandsOverWhatIsNewAndKeepsWhatIsUnchangedToItself(SdkProfile profile)
      throws Exception {
    ScriptedFixture fixture = fixture(Answer.FETCH);
    Scenario scenario = polls(profile, 4).at(POLL.multipliedBy(2).plusSeconds(10)).changeDocument();
    SimulationReport report = Simulator.over(fixture).run(scenario);
    assertThat(report.traffic()).isEqualTo(new Traffic(4, 22));
    List<Integer> versions =
        fixture.received().stream()
            .map(data -> SimulatedDocuments.versionOf(data).orElseThrow())
            .toList();
    assertThat(versions).isEqualTo(profile == GO ? List.of(1, 1, 1, 2) : List.of(1, 2));
    assertThat(fixture.calls()).noneMatch(call -> call.endsWith("get"));
  }

  @ParameterizedTest
  @MethodSource("withAccess")
  void aFailedQuestionMeansToFetchAndToHandOver(SdkProfile profile) throws Exception {
    ScriptedFixture fixture = fixture(Answer.FAIL);
    SimulationReport report = Simulator.over(fixture).run(polls(profile, 1));
    assertThat(report.traffic().requests()).isEqualTo(1);
    assertThat(fixture.received()).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("withAccess")
  void whatIsReadIsEnough(SdkProfile profile) throws Exception {
    SimulationReport report = Simulator.over(fixture(Answer.READ)).run(polls(profile, 3));
    assertThat(report.traffic().requests()).isZero();
    assertThat(report.withoutFlags()).isZero();
  }

  @ParameterizedTest
  @MethodSource("withAccess")
  void aWorkerWithNothingFetchesThoughItWasToldNotTo(SdkProfile profile) throws Exception {
    ScriptedFixture fixture = fixture(Answer.READ_NOTHING);
    SimulationReport report = Simulator.over(fixture).run(polls(profile, 3));
    assertThat(report.traffic().requests()).isEqualTo(1);
    assertThat(fixture.received())
        .hasSize(Set.of(PYTHON, RUBY, PHP, FETCHING).contains(profile) ? 1 : 0);
  }

  @ParameterizedTest
  @MethodSource("withAccess")
  void aLeaderThatFetchedForItselfHearsOnlyThatNothingHasChanged(SdkProfile profile)
      throws Exception {
    ScriptedFixture fixture = fixture(Answer.READ_NOTHING, Answer.FETCH);
    SimulationReport report = Simulator.over(fixture).run(polls(profile, 3));
    assertThat(report.traffic()).isEqualTo(new Traffic(3, profile == FETCHING ? 21 : 12));
    assertThat(fixture.received().isEmpty()).isEqualTo(Set.of(JVM, NODE, ELIXIR).contains(profile));
  }

  @ParameterizedTest
  @MethodSource("withAccess")
  void aFailedReadIsAFetchOnlyForSome(SdkProfile profile) throws Exception {
    ScriptedFixture fixture = fixture(Answer.READ, Answer.FAIL_READ);
    SimulationReport report = Simulator.over(fixture).run(polls(profile, 2));
    boolean fetches = Set.of(PYTHON, RUBY, FETCHING).contains(profile);
    assertThat(report.traffic().requests()).isEqualTo(fetches ? 1 : 0);
    assertThat(fixture.received()).hasSize(fetches ? 1 : 0);
  }

  @ParameterizedTest
  @MethodSource("withAccess")
  void someForgetTheEtagOfAnotherDocumentWhenTheyRead(SdkProfile profile) throws Exception {
    ScriptedFixture fixture = fixture(Answer.FETCH, Answer.READ, Answer.FETCH);
    SimulationReport report = Simulator.over(fixture).run(polls(profile, 3));
    assertThat(report.traffic())
        .isEqualTo(new Traffic(2, Set.of(GO, ELIXIR, FETCHING).contains(profile) ? 20 : 11));
  }

  @ParameterizedTest
  @MethodSource("withAccess")
  void aCallThatHangsIsGivenUpBySome(SdkProfile profile) throws Exception {
    ScriptedFixture fixture = fixture(Answer.HANG);
    SimulationReport report = Simulator.over(fixture).run(polls(profile, 1));
    boolean givesUp = Set.of(JVM, ELIXIR, FETCHING).contains(profile);
    assertThat(report.traffic().requests()).isEqualTo(givesUp ? 1 : 0);
    assertThat(fixture.hanging().stream().allMatch(CompletableFuture::isCancelled))
        .isEqualTo(givesUp);
    if (givesUp && profile != FETCHING) {
      String after = profile == JVM ? "10" : "5";
      assertThat(fixture.calls()).contains(after + " received");
    }
  }

  @ParameterizedTest
  @MethodSource("withAccess")
  void pollsThatWereMissedComeBackToBackOnTheJvm(SdkProfile profile) throws Exception {
    ScriptedFixture fixture = fixture(Answer.READ);
    Scenario scenario =
        polls(profile, 6)
            .at(Duration.ofSeconds(10))
            .stall(WorkerChoice.OLDEST, Duration.ofSeconds(110));
    Simulator.over(fixture).run(scenario);
    List<String> asked = fixture.calls().stream().filter(call -> call.endsWith("ask")).toList();
    assertThat(asked)
        .isEqualTo(
            profile.has(SdkTrait.POLLS_AT_FIXED_TIMES)
                ? List.of("0 ask", "120 ask", "120 ask", "120 ask", "120 ask", "150 ask")
                : List.of("0 ask", "120 ask", "150 ask"));
  }

  @ParameterizedTest
  @MethodSource("withAccess")
  void aDocumentCanBeHandedOverAfterTheShutdown(SdkProfile profile) throws Exception {
    ScriptedFixture fixture = fixture(Answer.FETCH);
    Scenario scenario =
        polls(profile, 2).at(Duration.ofMillis(10)).stopDuringFetch(WorkerChoice.OLDEST);
    Simulator.over(fixture).run(scenario);
    assertThat(fixture.calls()).startsWith("0 ask", "0 shutdown").doesNotContain("30 ask");
    assertThat(fixture.received()).hasSize(profile == FETCHING ? 0 : 1);
  }

  @ParameterizedTest
  @MethodSource("withAccess")
  void aDocumentWithoutFlagsLeavesNone(SdkProfile profile) throws Exception {
    FlagDefinitionCacheData empty = FlagDefinitionCacheData.of(Map.of("flags", List.of()));
    ScriptedFixture fixture = new ScriptedFixture(empty, Answer.FETCH, Answer.READ);
    SimulationReport report = Simulator.over(fixture).run(polls(profile, 2));
    assertThat(report.losses().count()).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("withAccess")
  void onlyTheseMembersAreHandedOver(SdkProfile profile) throws Exception {
    ScriptedFixture fixture = fixture(Answer.FETCH);
    Simulator.over(fixture).run(polls(profile, 1));
    assertThat(fixture.received().get(0).document()).containsOnlyKeys(profile.members());
    assertThat(profile.members().contains("minimal_flag_called_events"))
        .isEqualTo(Set.of(NODE, GO, ELIXIR, FETCHING).contains(profile));
  }

  @ParameterizedTest
  @MethodSource("withAccess")
  void anErrorOfTheApiMakesTheJvmForgetItsEtag(SdkProfile profile) throws Exception {
    Scenario scenario =
        polls(profile, 3)
            .at(Duration.ofSeconds(20))
            .api(ApiState.FAILING)
            .at(Duration.ofSeconds(50))
            .api(ApiState.UP);
    SimulationReport report = Simulator.over(fixture(Answer.FETCH)).run(scenario);
    assertThat(report.traffic()).isEqualTo(new Traffic(3, profile == JVM ? 20 : 11));
  }

  @ParameterizedTest
  @MethodSource("withAccess")
  void anApiThatIsDownChangesNothing(SdkProfile profile) throws Exception {
    Scenario scenario =
        polls(profile, 3)
            .at(Duration.ofSeconds(20))
            .api(ApiState.DOWN)
            .at(Duration.ofSeconds(50))
            .api(ApiState.UP);
    SimulationReport report = Simulator.over(fixture(Answer.FETCH)).run(scenario);
    assertThat(report.traffic()).isEqualTo(new Traffic(3, 11));
  }

  @ParameterizedTest
  @MethodSource("withAccess")
  void aQuotaThatIsUsedUpCostsSomeTheirFlagsAndSomeTheWayBack(SdkProfile profile) throws Exception {
    Scenario scenario =
        polls(profile, 3)
            .at(Duration.ofSeconds(20))
            .api(ApiState.QUOTA_EXCEEDED)
            .at(Duration.ofSeconds(50))
            .api(ApiState.UP);
    SimulationReport report = Simulator.over(fixture(Answer.FETCH)).run(scenario);
    boolean fetchesAgain = Set.of(JVM, GO, RUBY, ELIXIR).contains(profile);
    assertThat(report.traffic())
        .isEqualTo(
            profile == FETCHING ? new Traffic(2, 10) : new Traffic(3, fetchesAgain ? 20 : 11));
  }

  @ParameterizedTest
  @MethodSource("withAccess")
  void onlyWhoFetchesBehindTheProviderHandsOverTheApisVeryDocument(SdkProfile profile)
      throws Exception {
    ScriptedFixture fixture = fixture(Answer.FETCH);
    Simulator.over(fixture).run(polls(profile, 1));
    assertThat(fixture.received().get(0).equals(documents.served(1)))
        .isEqualTo(profile.isLossless())
        .isEqualTo(profile == FETCHING);
  }

  @Test
  void whatTheTypesOfTheJvmDoNotHaveIsLost() {
    List<Map<String, Object>> flags = documents.handedOver(1, JVM).flags();
    Map<String, Object> property =
        Map.of("key", "age", "type", "group", "operator", "unknown", "value", "20");
    List<Map<String, Object>> groups =
        List.of(
            Map.of("properties", List.of(property), "rollout_percentage", new BigDecimal("100.0")),
            Map.of("rollout_percentage", new BigDecimal("33.3")));
    Map<String, Object> variant =
        Map.of("key", "test", "rollout_percentage", new BigDecimal("50.0"));
    assertThat(flags.get(0))
        .containsOnlyKeys("id", "key", "version", "active", "filters")
        .containsEntry(
            "filters",
            Map.of("groups", groups, "multivariate", Map.of("variants", List.of(variant))));
    assertThat(flags.get(1)).containsEntry("key", "fast-search").containsEntry("filters", Map.of());
  }

  @Test
  void nodeLosesWhatMakesAWholeNumberAFraction() {
    String document = documents.handedOver(1, NODE).document().toString();
    assertThat(documents.served(1).document().toString()).contains("rollout_percentage=50.0");
    assertThat(document)
        .contains("rollout_percentage=50", "rollout_percentage=33.3")
        .doesNotContain("50.0");
  }

  @Test
  void aLeaderWithAWrongKeyGivesTheLeaseUpAndGoesOnReading() throws Exception {
    ScriptedFixture fixture = fixture(Answer.FETCH);
    Simulator.over(fixture).run(polls(FETCHING_WITH_A_WRONG_KEY, 9));
    assertThat(fixture.calls())
        .filteredOn(call -> call.endsWith("ask"))
        .containsExactly("0 ask", "30 ask", "60 ask", "210 ask", "240 ask");
    assertThat(fixture.calls()).contains("90 get", "180 get");
    assertThat(fixture.received()).isEmpty();
  }

  @Test
  void whoWasRefusedPollsOnAndAsksTheApiLessOften() throws Exception {
    ScriptedFixture fixture = fixture(Answer.FETCH);
    Scenario scenario = polls(FETCHING, 3).at(Duration.ZERO).api(ApiState.RATE_LIMITED);
    SimulationReport report = Simulator.over(fixture).run(scenario);
    assertThat(report.traffic().requests()).isEqualTo(1);
    assertThat(fixture.calls()).contains("30 ask", "60 ask");
  }

  @Test
  void refusalsMakeSomePollMoreSlowly() {
    assertThat(NODE.slowsDownOn()).containsOnly(ApiState.UNAUTHORIZED, ApiState.RATE_LIMITED);
    assertThat(NODE.nextPoll(Duration.ofSeconds(10), 1)).isEqualTo(Duration.ofSeconds(20));
    assertThat(NODE.nextPoll(Duration.ofSeconds(30), 4)).isEqualTo(Duration.ofSeconds(60));
    assertThat(ELIXIR.slowsDownOn()).containsOnly(ApiState.RATE_LIMITED);
    assertThat(ELIXIR.nextPoll(Duration.ofSeconds(30), 9)).isEqualTo(Duration.ofSeconds(240));
    assertThat(ELIXIR.nextPoll(Duration.ofSeconds(5), 9)).isEqualTo(Duration.ofSeconds(60));
    for (SdkProfile profile : List.of(JVM, PYTHON, GO, RUBY, PHP)) {
      assertThat(profile.slowsDownOn()).as(profile.name()).isEmpty();
    }
  }

  @Test
  void aRateLimitMakesNodeWaitAMinute() throws Exception {
    ScriptedFixture fixture = fixture(Answer.FETCH);
    Scenario scenario = polls(NODE, 4).at(Duration.ZERO).api(ApiState.RATE_LIMITED);
    SimulationReport report = Simulator.over(fixture).run(scenario);
    assertThat(report.traffic().requests()).isEqualTo(2);
  }
}

package io.flagcache.conformance.reference;

import static io.flagcache.conformance.simulator.SdkProfile.FETCHING;
import static io.flagcache.conformance.simulator.SdkProfile.FETCHING_WITH_A_WRONG_KEY;
import static io.flagcache.conformance.simulator.SdkProfile.JVM;
import static io.flagcache.conformance.simulator.SdkProfile.NODE;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.conformance.simulator.Scenario;
import io.flagcache.conformance.simulator.Scenarios;
import io.flagcache.conformance.simulator.SdkProfile;
import io.flagcache.conformance.simulator.SimulationReport;
import io.flagcache.conformance.simulator.SimulationReport.Findings;
import io.flagcache.conformance.simulator.Simulator;
import io.flagcache.conformance.simulator.Successions;
import io.flagcache.conformance.simulator.WorkerChoice;
import io.flagcache.core.ProfiledStore;
import io.flagcache.core.StoreProfile;
import io.flagcache.kitsupport.EngineVirtualFixture;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What becomes of the API's document, by who leads: the simulation finds what lossy SDKs lose, and
 * in a fleet that loses nothing everybody serves the API's very document.
 */
class LossyLeadersTest {

  private static final Duration POLL = Scenario.POLL_INTERVAL;
  private static final List<SdkProfile> LOSSLESS =
      List.of(FETCHING, FETCHING, FETCHING_WITH_A_WRONG_KEY);
  private static final int MIXES = 10;
  private static final int SUCCESSIONS = 5;

  static List<SdkProfile> lossy() {
    return SdkProfile.sdks();
  }

  @ParameterizedTest
  @MethodSource("lossy")
  void whatALossyLeaderLosesIsLostForAll(SdkProfile leader) throws Exception {
    Findings losses = run(ledBy(leader).lasting(POLL.multipliedBy(10))).losses();
    assertThat(losses.count()).isGreaterThan(10);
    String lost = leader == JVM ? "/flags/" : leader == NODE ? "rollout_percentage" : "is missing";
    assertThat(losses.first())
        .allMatch(story -> story.contains("FETCHING") && story.contains(lost));
  }

  @ParameterizedTest
  @MethodSource("lossy")
  void aWorkerThatFetchesForItselfHealsItWhenItLeads(SdkProfile leader) throws Exception {
    Scenario scenario = ledBy(leader).at(POLL.multipliedBy(10)).stop(WorkerChoice.OLDEST);
    assertThat(run(scenario.lasting(POLL.multipliedBy(40))).losses().count())
        .isEqualTo(run(scenario.lasting(POLL.multipliedBy(14))).losses().count());
  }

  private static Scenario ledBy(SdkProfile leader) {
    return Scenario.named("led by " + leader)
        .at(Duration.ZERO)
        .start(1, leader)
        .at(Duration.ofSeconds(1))
        .start(3, FETCHING)
        .at(POLL.multipliedBy(4))
        .changeDocument();
  }

  @Test
  void aDocumentThatIsBackIsSeenByAllOnlyWhereEtagsAreForgotten() throws Exception {
    assertThat(run(Successions.documentThatIsBack(FETCHING)).violations()).isEmpty();
    assertThat(run(Successions.documentThatIsBack(JVM)).findings("O2").first())
        .isNotEmpty()
        .allMatch(story -> story.contains("though the API serves another"));
  }

  @Test
  void whateverHappensALosslessFleetServesTheApisVeryDocument() throws Exception {
    for (long seed = 1; seed <= MIXES; seed++) {
      Scenario mix = Scenarios.randomMix(seed, 6, Duration.ofHours(2), List.of(FETCHING));
      SimulationReport report =
          Simulator.over(new EngineVirtualFixture()).seed(seed).lossless().endingQuietly().run(mix);
      EngineDayTest.demandAllWellInTheEnd(report);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"WITH_AGES", "WITHOUT_AGES", "COARSE_AGES"})
  void successionsOfALosslessFleetEndWell(StoreProfile profile) throws Exception {
    for (long seed = 1; seed <= SUCCESSIONS; seed++) {
      SimulationReport report =
          Simulator.over(new EngineVirtualFixture(store -> new ProfiledStore(store, profile)))
              .ages(profile.ages())
              .seed(seed)
              .lossless()
              .endingQuietly()
              .run(Successions.troubledSuccessions(seed, 6, 20, LOSSLESS));
      assertThat(report.findings("O1", "O2", "P1", "P4", "E1", "E3").first())
          .as(report::toString)
          .isEmpty();
    }
  }

  private static SimulationReport run(Scenario scenario) throws Exception {
    return Simulator.over(new EngineVirtualFixture()).lossless().endingQuietly().run(scenario);
  }
}

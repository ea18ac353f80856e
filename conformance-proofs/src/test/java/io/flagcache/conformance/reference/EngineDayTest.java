package io.flagcache.conformance.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.conformance.simulator.Scenario;
import io.flagcache.conformance.simulator.Scenarios;
import io.flagcache.conformance.simulator.SdkProfile;
import io.flagcache.conformance.simulator.SimulationReport;
import io.flagcache.conformance.simulator.Simulator;
import io.flagcache.conformance.simulator.Successions;
import io.flagcache.core.ProfiledStore;
import io.flagcache.core.StoreProfile;
import io.flagcache.kitsupport.EngineVirtualFixture;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Days of the engine's life in virtual time; the figures in {@code docs/contract.md} are theirs.
 */
class EngineDayTest {

  private static final Duration DAY = Duration.ofHours(24);
  private static final int CHANGES = 10;
  private static final boolean FULL = Boolean.getBoolean("flagcache.test.full");

  /** An older document was once published after a flush here. */
  private static final long REVERTED = 117;

  private static final int MIXES = FULL ? 330 : 40;

  private static final int SUCCESSIONS = FULL ? 60 : 30;

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 50, 200})
  void aDayOfAMixedFleet(int workers) throws Exception {
    SimulationReport report =
        Simulator.over(new EngineVirtualFixture()).run(Scenarios.steadyDay(workers, DAY, CHANGES));
    System.out.println(report); // Which is how the figures in the documentation are made.
    assertThat(report.workers()).isEqualTo(workers);
    assertThat(report.violations()).isEmpty();
    assertThat(report.unaware()).isZero();
    assertThat(report.traffic().requests())
        .isLessThanOrEqualTo(report.ideal().requests() * 101 / 100);
    assertThat(report.unshared().requests()).isBetween(workers * 2850L, workers * 2881L);
    assertThat(report.slowestSpread()).isLessThan(Scenario.POLL_INTERVAL.multipliedBy(3));
  }

  @Test
  void whateverHappensNobodyGoesBackAndInTheEndAllIsWell() throws Exception {
    for (long seed = 1; seed <= MIXES; seed++) {
      demandAllWellInTheEnd(mix(seed));
    }
    demandAllWellInTheEnd(mix(REVERTED));
  }

  private static SimulationReport mix(long seed) throws Exception {
    return Simulator.over(new EngineVirtualFixture())
        .seed(seed)
        .endingQuietly()
        .run(Scenarios.randomMix(seed, 6, Duration.ofHours(3)));
  }

  /** Nothing was found, and nobody missed the last change. */
  static void demandAllWellInTheEnd(SimulationReport report) {
    assertThat(report.violations()).as(report::toString).isEmpty();
    assertThat(report.changes().get(report.changes().size() - 1).unaware())
        .as(report::toString)
        .isZero();
  }

  @ParameterizedTest
  @EnumSource(names = {"WITH_AGES", "WITHOUT_AGES", "COARSE_AGES"})
  void successionsEndWellWhateverTheApiDoes(StoreProfile profile) throws Exception {
    for (long seed = 1; seed <= SUCCESSIONS; seed++) {
      SimulationReport report =
          Simulator.over(new EngineVirtualFixture(store -> new ProfiledStore(store, profile)))
              .ages(profile.ages())
              .seed(seed)
              .endingQuietly()
              .run(Successions.troubledSuccessions(seed, 6, 20));
      assertThat(report.findings("O1", "O2", "P1", "P4", "E1", "E3").first())
          .as(report::toString)
          .isEmpty();
    }
  }

  @Test
  void theSameSeedIsTheSameRun() throws Exception {
    Scenario scenario = Scenarios.randomMix(5, 6, Duration.ofHours(2));
    List<String> reports = List.of(reportOf(scenario, 7), reportOf(scenario, 7));
    assertThat(reports.get(0)).isEqualTo(reports.get(1));
    assertThat(reportOf(scenario, 8)).isNotEqualTo(reports.get(0).replace("seed 7", "seed 8"));
  }

  private static String reportOf(Scenario scenario, long seed) throws Exception {
    return Simulator.over(new EngineVirtualFixture()).seed(seed).run(scenario).toString();
  }

  @Test
  void aReportSaysWhatWasMeasured() throws Exception {
    Scenario scenario =
        Scenario.named("two JVMs")
            .lasting(Duration.ofMinutes(5))
            .at(Duration.ZERO)
            .start(2, SdkProfile.JVM)
            .at(Duration.ofSeconds(100))
            .changeDocument();
    assertThat(Simulator.over(new EngineVirtualFixture()).run(scenario))
        .hasToString(
            """
            two JVMs, seed 1: 2 workers in 5 min 0 s
              fleet            10 requests, billed as 28 units
              without sharing  22 requests, billed as 58 units
              at best          11 requests, billed as 29 units
              changes          1, seen by all after 50.0 s at most, unseen by 0
              steps back       0
              losses           0
              two leaders      0
              other findings   0
              without leader   0.0 s at most
              empty cache      0.0 s at most
              without flags    0.2 s at most after a start, still 0
              outages          0 requests, 0 failed calls
            """
                .strip());
  }
}

package io.flagcache.conformance.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.conformance.Capability;
import io.flagcache.conformance.simulator.Scenario.Moment;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ScenarioTest {

  private static final Scenario EMPTY = Scenario.named("a day").lasting(Duration.ofHours(24));

  @Test
  void everyAdditionMakesAnotherScenario() {
    Scenario more =
        EMPTY.at(Duration.ZERO).start(2, SdkProfile.JVM).at(Duration.ofHours(1)).wipeBackend();
    assertThat(EMPTY).hasToString("a day");
    assertThat(more)
        .hasToString(
            """
            a day
              0.0 s  start 2 workers: [JVM]
              60 min 0 s  wipe the backend"""
                .indent(0)
                .strip());
  }

  @Test
  void whatRepeatsHappensFirstAfterOneIntervalAndLastBeforeTheEnd() {
    Scenario hourly = EMPTY.every(Duration.ofHours(8), Moment::changeDocument);
    assertThat(hourly.steps())
        .extracting(Scenario.Step::time)
        .containsExactly(Duration.ofHours(8), Duration.ofHours(16));
  }

  @Test
  void aScenarioSaysWhatTheFixtureHasToBeAbleToDo() {
    assertThat(EMPTY.at(Duration.ZERO).start(1, SdkProfile.GO).needs()).isEmpty();
    assertThat(EMPTY.at(Duration.ZERO).cutBackend().holding().needs())
        .containsExactlyInAnyOrder(Capability.BACKEND_OUTAGE, Capability.HOLD_POLICY);
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EMPTY.lasting(Duration.ZERO))
        .withMessage("The length is PT0S; use more than zero");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EMPTY.every(Duration.ZERO, Moment::changeDocument))
        .withMessage("The interval is PT0S; use more than zero");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EMPTY.at(Duration.ZERO).start(1))
        .withMessage("There is no profile; name one or more");
    Simulator simulator = Simulator.over(new ScriptedFixture(document()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> simulator.realPollInterval(Duration.ZERO))
        .withMessage("The poll interval is PT0S; use more than zero");
  }

  private static FlagDefinitionCacheData document() {
    return new SimulatedDocuments().handedOver(1, SdkProfile.JVM);
  }
}

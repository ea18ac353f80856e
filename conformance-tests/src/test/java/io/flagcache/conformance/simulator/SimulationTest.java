package io.flagcache.conformance.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.conformance.simulator.ScriptedFixture.Answer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SimulationTest {

  @Test
  void aWorkerThatStartsAtOnceIsThereForTheNextStep() throws Exception {
    ScriptedFixture fixture =
        new ScriptedFixture(new SimulatedDocuments().handedOver(1, SdkProfile.JVM), Answer.READ);
    Scenario scenario =
        Scenario.named("a short life")
            .lasting(Scenario.POLL_INTERVAL.multipliedBy(2))
            .at(Duration.ZERO)
            .start(1, SdkProfile.JVM)
            .at(Duration.ZERO)
            .stop(WorkerChoice.OLDEST);
    Simulator.over(fixture).run(scenario);
    assertThat(fixture.calls()).containsExactly("0 ask", "0 get", "0 shutdown", "60 shutdown");
  }
}

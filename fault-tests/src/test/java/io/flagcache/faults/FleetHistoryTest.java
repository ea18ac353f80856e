package io.flagcache.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.conformance.history.FleetEvent.DocumentChanged;
import io.flagcache.conformance.history.Violation;
import io.flagcache.conformance.history.WorkerEvent.Asked;
import io.flagcache.conformance.history.WorkerEvent.Elected;
import io.flagcache.conformance.history.WorkerEvent.NotElected;
import io.flagcache.conformance.history.WorkerEvent.Read;
import io.flagcache.conformance.history.WorkerEvent.ReadDamaged;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** That what these fleets tell of themselves is judged, each by what can be promised to it. */
class FleetHistoryTest {

  private final FleetHistory history = FleetHistory.withLease(Duration.ofHours(1));

  @Test
  void epochOfTwoWorkersIsSeen() {
    lead("a", 7);
    lead("a", 7);
    history.add(at -> new NotElected(at, "a"));
    assertThat(history.violations()).isEmpty();

    lead("b", 7);

    assertThat(history.violations()).extracting(Violation::rule).containsExactly("E1");
  }

  @Test
  void epochsMayBeginAnewWhenTheDataIsLost() {
    lead("a", 7);
    history.dataLost();
    lead("b", 1);
    history.add(at -> new NotElected(at, "b"));
    assertThat(history.violations()).isEmpty();

    lead("c", 1);

    assertThat(history.violations()).hasSize(1);
  }

  @Test
  void twoLeadersAreSeenWhateverTheirEpochs() {
    lead("a", 7);
    lead("b", 8);

    assertThat(history.violations()).extracting(Violation::rule).containsExactly("E3");
  }

  private void lead(String worker, long epoch) {
    history.add(at -> new Asked(at, worker));
    history.add(at -> new Elected(at, worker, OptionalLong.of(epoch)));
  }

  @Test
  void stepBackAndDamageAndLongCallsAreSeen() {
    history.add(at -> new DocumentChanged(at, 1));
    history.add(at -> new DocumentChanged(at, 2));
    history.add(at -> new Read(at, "a", 2));
    history.add(at -> new Read(at, "b", 1));
    history.lasted("a", Duration.ofSeconds(9));
    assertThat(history.violations()).isEmpty();

    history.add(at -> new Read(at, "a", 1));
    history.add(at -> new ReadDamaged(at, "b", "reads 'damaged 3'"));
    history.lasted("a", Duration.ofSeconds(11));

    assertThat(history.violations()).extracting(Violation::rule).containsExactly("P11", "P1", "F1");
  }

  @Test
  void waitThatWasTooShortExcusesNobody() {
    history.findsNothing("a", Duration.ofSeconds(7));
    assertThat(history.everybodyWasAnswered()).isTrue();

    history.findsNothing("b", Duration.ofSeconds(8));

    assertThat(history.everybodyWasAnswered()).isFalse();
  }

  @Test
  void questionInVainIsSeen() {
    history.asksInVain("a", new IllegalStateException("out of reach"));

    assertThat(history.everybodyWasAnswered()).isFalse();
  }
}

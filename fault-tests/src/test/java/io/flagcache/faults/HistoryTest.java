package io.flagcache.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** That the history sees what breaks a promise. */
class HistoryTest {

  private final History history = new History();

  @Test
  void epochOfTwoWorkersIsSeen() {
    history.leads("a", 7, System.nanoTime());
    history.leads("a", 7, System.nanoTime());
    assertThat(history.violations()).isEmpty();

    history.leads("b", 7, System.nanoTime());

    assertThat(history.violations()).isNotEmpty().allMatch(it -> it.contains("to a and to b"));
  }

  @Test
  void epochThatIsOverIsSeen() {
    long before = System.nanoTime();
    history.leads("a", 7, before);
    history.leads("b", 8, System.nanoTime());
    // Asked before b was answered: either order is right.
    history.leads("a", 7, before);
    assertThat(history.violations()).isEmpty();

    history.leads("a", 7, System.nanoTime());

    assertThat(history.violations()).singleElement().asString().contains("epoch 7 after b");
  }

  @Test
  void epochsMayBeginAnewWhenTheDataIsLost() {
    history.leads("a", 7, System.nanoTime());
    history.dataLost();
    history.leads("b", 1, System.nanoTime());
    assertThat(history.violations()).isEmpty();

    history.leads("c", 1, System.nanoTime());

    assertThat(history.violations()).hasSize(1);
  }

  @Test
  void stepBackAndDamageAndLongCallsAreSeen() {
    history.evaluates("a", 2, "the API");
    history.evaluates("b", 1, "the cache");
    history.lasted("a", Duration.ofSeconds(9));
    assertThat(history.violations()).isEmpty();

    history.evaluates("a", 1, "the cache");
    history.readsDamage("b", "damaged 3");
    history.lasted("a", Duration.ofSeconds(11));

    assertThat(history.violations()).hasSize(3);
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

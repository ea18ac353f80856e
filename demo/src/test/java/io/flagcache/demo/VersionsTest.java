package io.flagcache.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class VersionsTest {

  private final Versions versions = new Versions();

  @Test
  void numbersVersionsInTheOrderOfTheirAppearance() {
    assertThat(versions.number("b")).isEqualTo(1);
    assertThat(versions.number("a")).isEqualTo(2);
    assertThat(versions.number("b")).isEqualTo(1);
  }

  @Test
  void goingForwardIsNoStepBack() {
    assertThat(versions.served(1, Optional.empty())).isFalse();
    assertThat(versions.served(1, Optional.of("v1"))).isFalse();
    assertThat(versions.served(1, Optional.of("v1"))).isFalse();
    assertThat(versions.served(1, Optional.of("v2"))).isFalse();
    assertThat(versions.stepsBack()).isZero();
  }

  @Test
  void countsAnOlderVersionAfterANewerOne() {
    versions.served(1, Optional.of("v1"));
    versions.served(1, Optional.of("v2"));

    assertThat(versions.served(1, Optional.of("v1"))).isTrue();
    assertThat(versions.served(1, Optional.of("v2"))).isFalse();
    assertThat(versions.stepsBack()).isEqualTo(1);
  }

  @Test
  void countsNothingAfterSomething() {
    versions.served(1, Optional.of("v1"));

    assertThat(versions.served(1, Optional.empty())).isTrue();
  }

  @Test
  void judgesEachWorkerByItself() {
    versions.served(1, Optional.of("v1"));
    versions.served(1, Optional.of("v2"));

    assertThat(versions.served(2, Optional.of("v1"))).isFalse();
  }
}

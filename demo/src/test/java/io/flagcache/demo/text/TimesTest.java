package io.flagcache.demo.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TimesTest {

  @Test
  void writesTimesAsPeopleReadThem() {
    assertThat(Times.measured(Duration.ofMillis(85))).isEqualTo("85 ms");
    assertThat(Times.measured(Duration.ofMillis(3249))).isEqualTo("3.2 s");
    assertThat(Times.set(Duration.ofSeconds(3))).isEqualTo("3 s");
    assertThat(Times.set(Duration.ofMillis(1500))).isEqualTo("1.5 s");
    assertThat(Times.set(Duration.ofMillis(500))).isEqualTo("500 ms");
    assertThat(Times.age(Duration.ofMillis(400))).isEqualTo("400 ms");
    assertThat(Times.age(Duration.ofMillis(7900))).isEqualTo("7 s");
    assertThat(Times.age(Duration.ofSeconds(125))).isEqualTo("2 min 5 s");
    assertThat(Times.age(Duration.ofMinutes(185))).isEqualTo("3 h 5 min");
    assertThat(Times.age(Duration.ofDays(2))).isEqualTo("2 d");
  }
}

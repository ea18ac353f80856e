package io.flagcache.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class MediansTest {

  @Test
  void isTheOneInTheMiddle() {
    assertThat(Medians.of(List.of(9.0, 1.0, 2.0))).isEqualTo(2);
  }

  @Test
  void isTheMeanOfTwo() {
    assertThat(Medians.of(List.of(4.0, 1.0, 2.0, 9.0))).isEqualTo(3);
  }

  @Test
  void nothingHasNone() {
    assertThatIllegalArgumentException().isThrownBy(() -> Medians.of(List.of()));
  }

  @Test
  void spreadIsAPartOfTheMedian() {
    assertThat(Medians.spread(List.of(100.0, 110.0, 95.0))).isCloseTo(0.15, within(1e-9));
  }
}

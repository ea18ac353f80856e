package io.flagcache.core.store;

import static io.flagcache.core.store.EpochRule.MAX_PLAUSIBLE_EPOCH;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EpochRuleTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0, 1",
    "7, 0, 0, 8",
    "7, 7, 7, 8",
    "7, 9, 0, 10",
    "7, 5, 0, 8",
    "7, 5, 12, 13",
  })
  void nextIsAboveAllThatIsKnown(long lease, long floor, long entry, long next) {
    assertThat(EpochRule.next(lease, floor, entry)).isEqualTo(next);
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        Long.MIN_VALUE,
        -1,
        MAX_PLAUSIBLE_EPOCH,
        MAX_PLAUSIBLE_EPOCH + 1,
        1L << 53,
        Long.MAX_VALUE - 1,
        Long.MAX_VALUE
      })
  void whatNoFleetReachesCountsAsAbsentWhereverItStands(long damage) {
    assertThat(EpochRule.plausible(damage)).isZero();
    assertThat(EpochRule.next(damage, 5, 3)).isEqualTo(6);
    assertThat(EpochRule.next(5, damage, 3)).isEqualTo(6);
    assertThat(EpochRule.next(3, 5, damage)).isEqualTo(6);
    assertThat(EpochRule.keeps(damage, 0)).isFalse();
    assertThat(EpochRule.keeps(5, damage)).isTrue();
  }

  @Test
  void theHighestPlausibleEpochIsFollowedByOneThatDoesNotOverflow() {
    long highest = MAX_PLAUSIBLE_EPOCH - 1;
    assertThat(EpochRule.plausible(highest)).isEqualTo(highest);
    assertThat(EpochRule.next(highest, 0, 0)).isEqualTo(MAX_PLAUSIBLE_EPOCH);
    assertThat(EpochRule.next(MAX_PLAUSIBLE_EPOCH, MAX_PLAUSIBLE_EPOCH, highest - 1))
        .isEqualTo(highest);
  }

  @Test
  void renewalKeepsAnEpochThatIsNotBelowTheFloor() {
    assertThat(EpochRule.keeps(7, 7)).isTrue();
    assertThat(EpochRule.keeps(7, 3)).isTrue();
    assertThat(EpochRule.keeps(7, 8)).isFalse();
    assertThat(EpochRule.keeps(0, 0)).isFalse();
  }

  @Test
  void onlyAnOwnLeaseGoesOnUnderItsEpoch() {
    assertThat(EpochRule.granted(true, 7, 7, 9)).isEqualTo(7);
    assertThat(EpochRule.granted(false, 7, 7, 9)).isEqualTo(10);
    assertThat(EpochRule.granted(true, 7, 8, 3)).isEqualTo(9);
    assertThat(EpochRule.granted(true, 0, 0, 0)).isEqualTo(1);
  }
}

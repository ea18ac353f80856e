package io.flagcache.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.core.store.EntryStamp;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FetchEpochTest {

  @ParameterizedTest
  @CsvSource({
    "2, 9, 3, 1, true",
    "3, 1, 3, 1, true",
    "3, 2, 3, 1, false",
    "4, 1, 3, 1, false",
    "3, 0, 3, 1, false",
    "0, 1, 3, 1, false",
    "-1, 1, 3, 1, false",
  })
  void isBelievedIfItCanHaveComeBeforeThePublication(
      long epoch, long sequence, long stampEpoch, long stampSequence, boolean believed) {
    FetchEpoch fetched = new FetchEpoch(epoch, sequence);

    assertThat(fetched.plausibleFor(new EntryStamp(stampEpoch, stampSequence, "hash")))
        .isEqualTo(believed ? fetched : FetchEpoch.UNKNOWN);
  }
}

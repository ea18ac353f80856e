package io.flagcache.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.core.store.EntryStamp;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OriginTest {

  private static Origin fetchedUnder(long fetchEpoch, long storedUnder) {
    EntryStamp stamp = new EntryStamp(storedUnder, 1, "hash");
    FetchEpoch fetched = FetchEpoch.of(new EntryStamp(fetchEpoch, 1, "hash"));
    return new Origin(fetched, stamp, fetchEpoch, 0);
  }

  /** The fetch of the same content that counts, and the publication that is stored. */
  @ParameterizedTest
  @CsvSource({
    "2, 2, 1, 3, 2, 3",
    "2, 2, 2, 3, 2, 3",
    "2, 2, 3, 3, 3, 3",
    "2, 5, 1, 3, 1, 3",
  })
  void theLaterFetchOfTheSameContentCountsUnlessEpochsWereSetBack(
      long ownFetch, long ownStored, long entryFetch, long entryStored, long fetch, long stored) {
    Origin both =
        fetchedUnder(ownFetch, ownStored).alsoStoredAs(fetchedUnder(entryFetch, entryStored));

    assertThat(both.fetched().epoch()).isEqualTo(fetch);
    assertThat(both.stamp()).isEqualTo(new EntryStamp(stored, 1, "hash"));
    assertThat(both.receivedNanos()).isEqualTo(fetch);
  }
}

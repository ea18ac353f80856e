package io.flagcache.core;

import static io.flagcache.core.Fleet.version;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.core.store.EntryStamp;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is held against an older entry, and for how long. */
class LastKnownDefinitionsTest {

  private static final Duration HOLD = Duration.ofMinutes(5);
  private static final FlagDefinitionCacheData OWN = version(2);
  private static final FlagDefinitionCacheData STORED = version(1);
  private static final EntryStamp STAMP = new EntryStamp(1, 5, "stored");

  private final FakeClock clock = new FakeClock();
  private final LastKnownDefinitions known = new LastKnownDefinitions(HOLD, clock);

  private Origin fetchedUnder(EntryStamp stamp, Duration age, long leeway) {
    return new Origin(FetchEpoch.of(stamp), stamp, clock.getAsLong() - age.toNanos(), leeway);
  }

  /** Reads an entry that was received by somebody as long ago, or longer if no ages are told. */
  private void read(EntryStamp stamp, Duration age, long leeway) {
    known.read(STORED, fetchedUnder(stamp, age, leeway));
  }

  private Optional<FlagDefinitionCacheData> publishableInTheEnd() {
    assertThat(known.served()).as("while it is held").contains(OWN);
    clock.advance(HOLD);
    assertThat(known.served()).as("when it is not held any more").contains(STORED);
    return known.publishable().map(LastKnownDefinitions.Document::data);
  }

  @Test
  void whatWasRefusedIsNewerForGoodByItsLeadership() {
    known.received(OWN, new FetchEpoch(2, 1), Duration.ofHours(1));
    read(STAMP, Duration.ZERO, Origin.UNBOUNDED);
    assertThat(publishableInTheEnd()).contains(OWN);
  }

  @Test
  void whatIsOlderByAgeIsNot() {
    known.received(OWN, new FetchEpoch(2, 1), Duration.ofHours(1));
    read(STAMP, Duration.ZERO, 0);
    assertThat(publishableInTheEnd()).contains(STORED);
  }

  @Test
  void whatWasStoredIsNotByItsLeadershipAlone() {
    known.receivedAndStored(
        OWN, new FetchEpoch(2, 1), new EntryStamp(2, 1, "own"), Duration.ofHours(1));
    read(STAMP, Duration.ZERO, Origin.UNBOUNDED);
    assertThat(publishableInTheEnd()).contains(STORED);
  }

  @Test
  void whatWasReceivedHereIsByItsAge() {
    known.receivedAndStored(OWN, FetchEpoch.UNKNOWN, new EntryStamp(2, 1, "own"), Duration.ZERO);
    read(STAMP, Duration.ofHours(1), 0);
    assertThat(publishableInTheEnd()).contains(OWN);
  }

  @Test
  void whatWasOnlyReadIsNot() {
    known.read(OWN, fetchedUnder(new EntryStamp(2, 1, "own"), Duration.ZERO, 0));
    read(STAMP, Duration.ofHours(1), 0);
    assertThat(publishableInTheEnd()).contains(STORED);
  }

  @Test
  void anotherOlderEntryGivesNoMoreTime() {
    known.received(OWN, new FetchEpoch(2, 1), Duration.ZERO);
    read(STAMP, Duration.ofHours(1), 0);
    clock.advance(HOLD.dividedBy(2));
    read(new EntryStamp(1, 6, "stored"), Duration.ofHours(1), 0);
    assertThat(known.served()).contains(OWN);
    clock.advance(HOLD.dividedBy(2));
    assertThat(known.served()).contains(STORED);
  }
}

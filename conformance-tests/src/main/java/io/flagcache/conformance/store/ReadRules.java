package io.flagcache.conformance.store;

import io.flagcache.conformance.internal.Concurrently;
import io.flagcache.conformance.internal.SimilarKeys;
import io.flagcache.conformance.rule.Disturbance;
import io.flagcache.conformance.store.StoreHarness.Race;
import io.flagcache.core.store.Entry;
import io.flagcache.core.store.EntryStamp;
import io.flagcache.core.store.LeaseAnswer.Held;
import io.flagcache.core.store.ReadAnswer;
import io.flagcache.core.store.ReadAnswer.Found;
import io.flagcache.core.store.ReadAnswer.Unchanged;
import io.flagcache.core.store.StoreStatus;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What readers are given, and how an entry goes: S11 to S15, with that on times. */
abstract class ReadRules extends EntryTimeRules {

  /** So many entries are replaced, and so many reads come between. */
  private static final int LEAST = 12;

  private static final int MOST = 500;

  ReadRules(FlagCacheStoreConformance conformance) {
    super(conformance);
  }

  @Test
  @StoreRule("S11")
  @DisplayName("S11 payloads come back byte for byte, from one byte to 10 MB")
  final void s11PayloadsComeBackAsTheyWere() {
    StoreCaller holder = harness().caller();
    StoreCaller reader = harness().caller();
    long epoch = holder.leads().epoch();
    long sequence = 0;
    for (int bytes : List.of(1, 1000, 450_000, 10_000_000, 5)) {
      Entry entry = holder.published(holder.entry(epoch, ++sequence, bytes));
      harness().demandStored(reader, entry, "of " + entry.payload().length + " bytes");
    }
    Entry blank = Entries.withBlankEnds(holder.store().payloadFormat(), epoch, ++sequence);
    harness().demandStored(reader, holder.published(blank), "that begins and ends with blanks");
  }

  @Test
  @StoreRule(value = "S11", needs = StoreCapability.STORED_STAMP)
  @DisplayName("S11 stamps come back as they were stored")
  final void s11StampsComeBackAsTheyWere() {
    StoreCaller holder = harness().caller();
    StoreCaller reader = harness().caller();
    Entry filled = holder.entry(1L << 39, 0);
    holder.fills(filled);
    demandStamp(filled, holder, reader);
    long epoch = holder.leads(holder.requestAbove(1L << 40)).epoch();
    for (long sequence : List.of(0L, 1L, 1L << 41)) {
      demandStamp(holder.published(holder.entry(epoch, sequence)), holder, reader);
    }
  }

  private void demandStamp(Entry stored, StoreCaller... callers) {
    for (StoreCaller caller : callers) {
      demandStamp(caller, stored.stamp(), caller.readsStamp(), "read");
      demandStamp(caller, stored.stamp(), caller.stamp(), "told");
    }
  }

  private void demandStamp(
      StoreCaller caller, EntryStamp stored, Optional<EntryStamp> given, String how) {
    verdict()
        .that(
            given.filter(stored::equals).isPresent(),
            caller + " was " + how + " the stamp " + given + ", but " + stored + " was stored");
  }

  @Test
  @StoreRule("S11")
  @DisplayName("S11 a reader gets the old entry or the new one, never a mix")
  final void s11AReaderNeverGetsAMix() {
    StoreCaller holder = harness().caller();
    StoreCaller reader = harness().caller();
    long epoch = holder.leads().epoch();
    holder.published(holder.entry(epoch, 0));
    AtomicBoolean done = new AtomicBoolean();
    AtomicInteger count = new AtomicInteger();
    Future<Integer> reads =
        Concurrently.start(
            () -> {
              while (!done.get()) {
                demandWhole(reader);
                count.incrementAndGet();
              }
              return count.get();
            });
    try {
      for (int sequence = 1; sequence <= LEAST || readsLeft(reads, count, sequence); sequence++) {
        holder.published(holder.entry(epoch, sequence, sequence % 2 == 0 ? 300_000 : 900_000));
      }
    } finally {
      done.set(true);
    }
    Concurrently.resultOf(verdict(), reads, timing().millis(20_000));
    demandWhole(reader);
  }

  private static boolean readsLeft(Future<?> reads, AtomicInteger count, int sequence) {
    return !reads.isDone() && count.get() < LEAST && sequence <= MOST;
  }

  private void demandWhole(StoreCaller reader) {
    if (!(reader.reads() instanceof Found found)) {
      throw verdict().broken(reader + " found no entry while one was replaced by another");
    }
    Entry entry = found.entry();
    verdict()
        .that(
            Entries.hashOf(reader.store().payloadFormat(), entry.payload())
                .equals(entry.stamp().hash()),
            reader
                + " was given the stamp "
                + entry.stamp()
                + " with another entry's payload of "
                + entry.payload().length
                + " bytes, while entries were replaced");
  }

  @Test
  @StoreRule("S11")
  @DisplayName("S11 the age of an entry, if it is told, is right")
  final void s11TheAgeIsRight() {
    StoreCaller holder = harness().caller();
    StoreCaller reader = harness().caller();
    long start = timing().nanoTime();
    holder.published(holder.entry(holder.leads().epoch(), 1));
    if (!(reader.reads() instanceof Found found)) {
      throw verdict().broken(reader + " found no entry after a publish");
    }
    Duration most = Duration.ofNanos(timing().nanoTime() - start).plus(StoreHarness.AGE_PRECISION);
    verdict()
        .that(
            found
                .sincePublish()
                .filter(age -> age.isNegative() || age.compareTo(most) > 0)
                .isEmpty(),
            "a new entry is said to be " + found.sincePublish() + " old");
    found.sincePublish().ifPresent(age -> demandGrows(holder, reader, age));
  }

  /**
   * A store that counts in seconds shows it only after a while; a renewal does not make it young.
   */
  private void demandGrows(StoreCaller holder, StoreCaller reader, Duration first) {
    Duration grown = first.plus(timing().poll()).minus(StoreHarness.CLOCK_STEP);
    verdict()
        .inTime(
            timing()
                .until(
                    StoreHarness.AGE_PRECISION,
                    timing().poll(),
                    () -> {
                      holder.leads();
                      return reader.reads() instanceof Found found
                          && found
                              .sincePublish()
                              .filter(age -> age.compareTo(grown) >= 0)
                              .isPresent();
                    }),
            "the age of an entry was " + first + " and did not grow while its leader renewed");
  }

  @Test
  @StoreRule(value = "S11", disturbs = Disturbance.DATA)
  @DisplayName("S11 a reader that knows an older entry is given the new one, and none of none")
  final void s11WhoKnowsAnOlderEntryIsGivenTheNewOne() {
    StoreCaller holder = harness().caller();
    StoreCaller reader = harness().caller();
    long epoch = holder.leads().epoch();
    holder.published(holder.entry(epoch, 1));
    Optional<EntryStamp> old = reader.readsStamp();
    Entry next = holder.published(holder.entry(epoch, 2));
    ReadAnswer answer = reader.reads(old);
    verdict()
        .that(
            answer instanceof Found found
                && found.entry().stamp().hash().equals(next.stamp().hash()),
            reader + ", which knew the entry before, was answered " + answer);
    harness().wipe();
    ReadAnswer none = reader.reads(reader.stamp().or(() -> old));
    verdict()
        .that(
            none instanceof ReadAnswer.Absent,
            reader + ", which knew an entry that is gone, was answered " + none);
  }

  @Test
  @StoreRule(value = "S11", needs = StoreCapability.STORED_STAMP)
  @DisplayName("S11 a reader that knows a stamp which differs in one part is given the entry")
  final void s11WhoKnowsAStampThatDiffersALittleIsGivenTheEntry() {
    StoreCaller holder = harness().caller();
    StoreCaller reader = harness().caller();
    Entry entry = holder.published(holder.entry(holder.leads().epoch(), 7));
    for (EntryStamp known : differing(entry.stamp())) {
      ReadAnswer answer = reader.reads(Optional.of(known));
      verdict()
          .that(
              answer instanceof Found found && found.entry().stamp().equals(entry.stamp()),
              reader
                  + ", which knew "
                  + known
                  + " of "
                  + entry.stamp()
                  + ", was answered "
                  + answer);
    }
  }

  /** Stamps that differ from this one in epoch alone, in sequence alone and in the hash alone. */
  private static List<EntryStamp> differing(EntryStamp stamp) {
    String hash = stamp.hash();
    char last = hash.charAt(hash.length() - 1);
    String ending = hash.substring(0, hash.length() - 1) + (last == '0' ? '1' : '0');
    String beginning = (hash.charAt(0) == '0' ? '1' : '0') + hash.substring(1);
    return List.of(
        new EntryStamp(stamp.epoch() + 1, stamp.sequence(), hash),
        new EntryStamp(stamp.epoch() - 1, stamp.sequence(), hash),
        new EntryStamp(stamp.epoch(), stamp.sequence() + 1, hash),
        new EntryStamp(stamp.epoch(), stamp.sequence() - 1, hash),
        new EntryStamp(stamp.epoch(), stamp.sequence(), ending),
        new EntryStamp(stamp.epoch(), stamp.sequence(), beginning));
  }

  @Test
  @StoreRule("S12")
  @DisplayName("S12 a reader that knows the entry is told that it is unchanged")
  final void s12WhoKnowsTheEntryIsToldSo() {
    StoreCaller holder = harness().caller();
    StoreCaller reader = harness().caller();
    for (int sequence = 1; sequence < 3; sequence++) {
      Entry entry = holder.published(holder.entry(holder.leads().epoch(), sequence));
      demandUnchanged(reader, reader.readsStamp());
      demandUnchanged(holder, Optional.of(entry.stamp()));
      holder.leads();
      demandUnchanged(reader, reader.stamp());
    }
    long epoch = holder.leads().epoch();
    holder.leaves(epoch);
    reader.leads(reader.requestAbove(epoch));
    demandUnchanged(reader, reader.stamp());
    demandUnchanged(holder, holder.stamp());
    StoreCaller fresh = harness().caller();
    demandUnchanged(fresh, fresh.stamp());
  }

  private void demandUnchanged(StoreCaller caller, Optional<EntryStamp> known) {
    ReadAnswer answer = caller.reads(known);
    verdict()
        .that(
            answer instanceof Unchanged,
            caller + " named the live entry and was answered " + answer);
  }

  @Test
  @StoreRule("S13")
  @DisplayName("S13 the entry with this stamp is discarded, and another is not")
  final void s13OnlyTheEntryThatIsMeantIsDiscarded() {
    StoreCaller holder = harness().caller();
    StoreCaller reader = harness().caller();
    long epoch = holder.leads().epoch();
    holder.published(holder.entry(epoch, 1));
    EntryStamp former = reader.stamp().orElseThrow(() -> lost(reader));
    Entry present = holder.published(holder.entry(epoch, 2));
    reader.discards(former);
    harness().demandStored(reader, present, "after the one before it was discarded");
    reader.discards(reader.stamp().orElseThrow(() -> lost(reader)));
    harness().demandAbsent(reader, "after it was discarded");
    verdict().that(!reader.isGranted(), "a discard took the lease of " + holder + " away");
    Entry again = holder.published(holder.entry(epoch, 2));
    harness().demandStored(reader, again, "that was published again after it was discarded");
  }

  private AssertionError lost(StoreCaller reader) {
    return verdict().broken(reader + " was told no stamp after a publish");
  }

  @Test
  @StoreRule(value = "S13", needs = StoreCapability.STORED_STAMP)
  @DisplayName("S13 an entry whose stamp differs in one part is not discarded")
  final void s13TheWholeStampCounts() {
    StoreCaller holder = harness().caller();
    long epoch = holder.leads().epoch();
    Entry entry = holder.published(holder.entry(epoch, 7));
    for (EntryStamp other : differing(entry.stamp())) {
      holder.discards(other);
      harness().demandStored(holder, entry, "after " + other + " was discarded");
    }
  }

  @Test
  @StoreRule(value = "S13", needs = StoreCapability.RACE_HOOK)
  @DisplayName("S13 what is published in the middle of a discard stays")
  final void s13ADiscardAndAPublish() {
    StoreCaller holder = harness().caller();
    StoreCaller reader = harness().caller();
    long epoch = holder.leads().epoch();
    holder.published(holder.entry(epoch, 1));
    EntryStamp damaged = reader.stamp().orElseThrow(() -> lost(reader));
    Entry next = holder.entry(epoch, 2);
    Race<EntryStamp, Boolean> race =
        harness()
            .race(
                "discard",
                () -> {
                  reader.discards(damaged);
                  return damaged;
                },
                () -> holder.publishes(next));
    verdict().that(race.rival(), "a publish was refused as another discarded the entry before");
    harness().demandStored(reader, next, "that was published in the middle of a discard");
  }

  @Test
  @StoreRule("S15")
  @DisplayName("S15 stores of other service keys see neither lease nor entry")
  final void s15ServiceKeysAreApart() {
    String key = harness().serviceKey();
    StoreCaller holder = harness().caller(key);
    Entry stored = holder.published(holder.entry(holder.leads().epoch(), 1));
    List<StoreCaller> others =
        Stream.concat(
                SimilarKeys.of(key).stream(),
                Stream.of(
                    key.toUpperCase(Locale.ROOT), key + "-2", key + ".head", key.substring(1)))
            .filter(other -> !other.equals(key))
            .flatMap(other -> harness().callerIfLegal(other).stream())
            .toList();
    for (StoreCaller other : others) {
      harness().demandAbsent(other, "of another service key");
      verdict()
          .that(
              other.inspects().equals(new StoreStatus(Optional.empty(), Optional.empty())),
              "an inspection names the lease or the entry of another service key");
      Held held = other.leads();
      verdict().that(held.entry().isEmpty(), "a lease answer names another service key's entry");
      other.published(other.entry(held.epoch(), 10 + others.indexOf(other)));
      other.releases(held.epoch());
    }
    harness().demandStored(holder, stored, "after publishes under other service keys");
    holder.leads();
  }
}

package io.flagcache.conformance.store;

import io.flagcache.core.store.Entry;
import io.flagcache.core.store.EntryStamp;
import io.flagcache.core.store.LeaseAnswer;
import io.flagcache.core.store.ReadAnswer.Absent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How long an entry lives that nobody leads for: S14. */
abstract class EntryTimeRules extends StoreRuleGroup {

  /** For two that both have to watch it all the time. */
  private static final List<Boolean> GONE = List.of(true, true);

  EntryTimeRules(FlagCacheStoreConformance conformance) {
    super(conformance);
  }

  @Test
  @StoreRule("S14")
  @DisplayName("S14 an entry that nobody leads for is absent after its time-to-live")
  final void s14AnEntryDies() {
    Duration ttl = harness().shortTime();
    StoreCaller holder = harness().caller();
    StoreCaller reader = harness().caller();
    StoreCaller filler = harness().caller();
    Entry published = holder.entry(holder.leads().epoch(), 1);
    Lifetime entry =
        life("that was published", ttl, () -> List.of(isGone(reader), isGone(filler)).equals(GONE));
    entry.begins(() -> holder.published(published, ttl));
    Optional<EntryStamp> known = reader.readsStamp();
    harness().awaitEnds(List.of(entry), ttl);
    harness().demandAbsent(reader, "after its time-to-live");
    verdict()
        .that(
            reader.reads(known) instanceof Absent,
            reader + " was told that an entry is unchanged whose time-to-live is over");
    LeaseAnswer refused = reader.asks();
    verdict()
        .that(
            refused.entry().isEmpty(),
            "a lease answer names " + refused.entry() + ", whose time-to-live is over");
    Entry filled = filler.entry(0, 7);
    verdict().that(filler.fills(filled), "an entry whose time-to-live is over hindered a fill");
    harness().demandStored(reader, filled, "that was filled in when the one before had died");
  }

  private Lifetime life(String what, Duration ttl, BooleanSupplier isOver) {
    return harness().lifetime("an entry " + what, ttl, isOver);
  }

  /** Two owners of one service key, and the life of an entry as the second one sees it. */
  private record Stored(StoreCaller holder, StoreCaller reader, Lifetime life) {}

  private Stored stored(String what, Duration ttl) {
    String key = harness().serviceKey() + "-" + what.replace(' ', '-');
    StoreCaller holder = harness().caller(key);
    StoreCaller reader = harness().caller(key);
    reader.stamp();
    return new Stored(holder, reader, life("that was " + what, ttl, () -> isGone(reader)));
  }

  private static boolean isGone(StoreCaller reader) {
    return reader.stamp().isEmpty();
  }

  @Test
  @StoreRule("S14")
  @DisplayName("S14 an entry lives for the time that was given when it was last stored")
  final void s14TheLastStepCounts() {
    Duration ttl = harness().shortTime().multipliedBy(2);
    Stored filled = stored("filled in", ttl);
    filled.life().begins(() -> filled.holder().fills(filled.holder().entry(0, 0), ttl));
    Stored again = stored("stored again", ttl);
    Stored shorter = stored("stored again for less time", ttl);
    long epoch = again.holder().leads().epoch();
    again.holder().published(again.holder().entry(epoch, 1), ttl);
    long other = shorter.holder().leads().epoch();
    shorter.holder().published(shorter.holder().entry(other, 1));
    timing().pass(ttl.dividedBy(2));
    filled.life().asksIfDue();
    again.life().begins(() -> again.holder().published(again.holder().entry(epoch, 2), ttl));
    shorter.life().begins(() -> shorter.holder().published(shorter.holder().entry(other, 2), ttl));
    harness().awaitEnds(List.of(filled.life(), again.life(), shorter.life()), ttl);
  }

  @Test
  @StoreRule("S14")
  @DisplayName("S14 who reads an entry, or does not get to change it, does not prolong its life")
  final void s14NobodyElseProlongs() {
    Duration ttl = harness().shortTime();
    Stored read = stored("read again and again", ttl);
    StoreCaller reader = read.reader();
    Entry entry = read.holder().entry(read.holder().leads().epoch(), 1);
    Lifetime life =
        life(
            "that was read again and again",
            ttl,
            () -> {
              Optional<EntryStamp> known = reader.readsStamp();
              reader.reads(known);
              return known.isEmpty() && isGone(reader);
            });
    life.begins(() -> read.holder().published(entry, ttl));
    Stored contested = stored("not replaced", ttl);
    StoreCaller other = contested.reader();
    Entry kept = contested.holder().entry(contested.holder().leads().epoch(), 1);
    Lifetime contestedLife =
        life(
            "that others tried to replace and to discard",
            ttl,
            () -> {
              boolean gone = isGone(other);
              if (!gone) {
                long former = kept.stamp().epoch() - 1;
                other.publishes(other.entry(former, 2));
                other.discards(other.entry(former, 2).stamp());
                other.releases(former);
              }
              return gone;
            });
    contestedLife.begins(() -> contested.holder().published(kept, ttl));
    verdict()
        .machineKeptUp(!other.fills(other.entry(0, 3)), "fill in within a time-to-live of " + ttl);
    harness().awaitEnds(List.of(life, contestedLife), ttl);
  }
}

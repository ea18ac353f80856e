package io.flagcache.conformance.store;

import io.flagcache.conformance.internal.Concurrently;
import io.flagcache.conformance.rule.Disturbance;
import io.flagcache.conformance.store.StoreHarness.Race;
import io.flagcache.core.store.Entry;
import io.flagcache.core.store.EntryStamp;
import io.flagcache.core.store.LeaseAnswer;
import io.flagcache.core.store.LeaseAnswer.Held;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Who may store an entry, and when: S9 and S10. */
abstract class WriteRules extends StoreRuleGroup {

  WriteRules(FlagCacheStoreConformance conformance) {
    super(conformance);
  }

  @Test
  @StoreRule("S9")
  @DisplayName("S9 what the holder publishes takes the place of the entry before")
  final void s9TheHolderPublishes() {
    StoreCaller holder = harness().caller();
    StoreCaller reader = harness().caller();
    long epoch = holder.leads().epoch();
    for (int sequence = 1; sequence < 4; sequence++) {
      Entry entry = holder.published(holder.entry(epoch, sequence, 1000 / sequence));
      harness().demandStored(reader, entry, "after a publish");
    }
    holder.releases(epoch);
    long next = reader.leads(reader.requestAbove(epoch)).epoch();
    Entry first = reader.published(reader.entry(next, 1));
    harness().demandStored(holder, first, "that a new holder published as its first one");
  }

  @Test
  @StoreRule(
      value = "S9",
      needs = {StoreCapability.LAST_LEASE, StoreCapability.STORED_STAMP})
  @DisplayName("S9 an entry is replaced by one that differs in epoch, sequence or payload alone")
  final void s9WhatDiffersLittleTakesThePlaceToo() {
    StoreCaller holder = harness().caller();
    StoreCaller reader = harness().caller();
    long epoch = holder.leads().epoch();
    Entry first = holder.published(holder.entry(epoch, 1));
    demandReplaced(reader, holder.published(Entries.again(first, epoch, 2)), "another sequence");
    holder.releases(epoch);
    long next = holder.leads(holder.requestAbove(epoch)).epoch();
    demandReplaced(reader, holder.published(Entries.again(first, next, 2)), "another epoch");
    Entry other = holder.entry(next, 3);
    demandReplaced(reader, holder.published(Entries.again(other, next, 2)), "another payload");
    demandReplaced(reader, holder.published(Entries.again(other, next, 1)), "an earlier sequence");
  }

  private void demandReplaced(StoreCaller reader, Entry entry, String difference) {
    Optional<EntryStamp> stamp = reader.stamp();
    verdict()
        .that(
            stamp.equals(Optional.of(entry.stamp())),
            "the stamp is "
                + stamp
                + " when "
                + entry.stamp()
                + " was published, which differs from the entry before by "
                + difference
                + " alone");
    harness().demandStored(reader, entry, "that differs by " + difference + " alone");
  }

  @Test
  @StoreRule(value = "S9", disturbs = Disturbance.DATA)
  @DisplayName("S9 of leases with the same epoch or the same owner only the present one counts")
  final void s9LeasesThatLookAlikeAreToldApart() {
    StoreCaller former = harness().caller();
    StoreCaller present = harness().caller();
    long epoch = former.leads().epoch();
    harness().wipe();
    long collides = present.leads(present.requestAbove(epoch - 1)).epoch();
    demandRefused(former, former.entry(epoch, 1), "by who led before all data was lost");
    demandRefused(former, former.entry(collides, 1), "by who does not lead, under the right epoch");
    present.releases(collides);
    long again = present.leads(present.requestAbove(collides)).epoch();
    demandRefused(present, present.entry(collides, 1), "under the holder's lease before");
    harness().demandAbsent(former, "after refused publishes");
    present.published(present.entry(again, 1));
  }

  @Test
  @StoreRule(value = "S9", disturbs = Disturbance.DATA)
  @DisplayName("S9 what anyone else publishes is refused and changes nothing")
  final void s9OthersAreRefused() {
    StoreCaller holder = harness().caller();
    StoreCaller other = harness().caller();
    demandRefused(holder, holder.entry(1, 1), "by who never led");
    harness().demandAbsent(other, "after a publish by who never led");
    long epoch = holder.leads().epoch();
    Entry stored = holder.published(holder.entry(epoch, 1));
    demandRefused(other, other.entry(epoch, 2), "by another owner under the holder's epoch");
    demandRefused(holder, holder.entry(epoch - 1, 2), "by the holder under an earlier epoch");
    demandRefused(holder, holder.entry(epoch + 1, 2), "by the holder under a later epoch");
    holder.releases(epoch);
    demandRefused(holder, holder.entry(epoch, 2), "under a lease that was released");
    long next = other.leads(other.requestAbove(epoch)).epoch();
    demandRefused(holder, holder.entry(epoch, 2), "under a lease before the present one");
    demandRefused(holder, holder.entry(next, 2), "by another owner under the present epoch");
    harness().demandStored(other, stored, "after refused publishes");
    harness().wipe();
    demandRefused(other, other.entry(next, 3), "under a lease that the backend has lost");
    harness().demandAbsent(other, "after a publish under a lease that the backend has lost");
  }

  @Test
  @StoreRule("S9")
  @DisplayName("S9 who lost the lease by its running out is refused once another was given it")
  final void s9WhoWasTakenOverIsRefused() {
    StoreCaller holder = harness().caller();
    StoreCaller next = harness().caller();
    long epoch = holder.leads(holder.request(timing().poll())).epoch();
    harness().takeOver(next, next.requestAbove(epoch), timing().poll());
    demandRefused(holder, holder.entry(epoch, 1), "by who was taken over");
    harness().demandAbsent(next, "after the publish of who was taken over");
    next.leaves(next.leads().epoch());
    demandRefused(holder, holder.entry(epoch, 1), "by who was taken over, when nobody leads");
    harness().demandAbsent(next, "after the publish of who was taken over");
  }

  @Test
  @StoreRule(value = "S9", needs = StoreCapability.LAST_LEASE)
  @DisplayName("S9 a lease that has run out counts until another is given it")
  final void s9ALeaseThatHasRunOutCounts() {
    StoreCaller holder = harness().caller();
    StoreCaller other = harness().caller();
    long epoch = holder.leads(holder.request(timing().poll())).epoch();
    harness().runOut(timing().poll(), other);
    Entry entry = holder.entry(epoch, 1);
    verdict()
        .that(
            holder.publishes(entry),
            "a publish was refused under a lease that has run out and was given to nobody since");
    harness().demandStored(other, entry, "that was published under a lease that has run out");
  }

  @Test
  @StoreRule(
      value = "S9",
      needs = {StoreCapability.LAST_LEASE, StoreCapability.RACE_HOOK})
  @DisplayName("S9 another that takes over in the middle of a publish comes before it or after it")
  final void s9APublishAndATakeOver() {
    StoreCaller holder = harness().caller();
    StoreCaller next = harness().caller();
    long epoch = holder.leads(holder.request(timing().poll())).epoch();
    harness().runOut(timing().poll(), next);
    Entry entry = holder.entry(epoch, 1);
    Race<Boolean, LeaseAnswer> race =
        harness().race("publish", () -> holder.publishes(entry), next::asks);
    boolean tookOverBefore = race.rival() instanceof Held && race.rival().entry().isEmpty();
    verdict()
        .that(
            race.change() != tookOverBefore,
            tookOverBefore
                ? "an entry was published after another had been given the lease in the middle"
                : "a publish was refused though nobody had been given the lease before it");
    demandStoredIf(race.change(), next, entry);
  }

  @Test
  @StoreRule(value = "S9", needs = StoreCapability.RACE_HOOK)
  @DisplayName("S9 what is filled in in the middle of a publish does not outlive it")
  final void s9APublishAndAFill() {
    StoreCaller holder = harness().caller();
    StoreCaller other = harness().caller();
    Entry entry = holder.entry(holder.leads().epoch(), 1);
    Race<Boolean, Boolean> race =
        harness()
            .race("publish", () -> holder.publishes(entry), () -> other.fills(other.entry(0, 0)));
    verdict().that(race.change(), "a publish was refused as another filled the empty cache");
    harness().demandStored(other, entry, "that was published while another filled the cache");
  }

  private void demandStoredIf(boolean published, StoreCaller reader, Entry entry) {
    if (published) {
      harness().demandStored(reader, entry, "that was published");
    } else {
      harness().demandAbsent(reader, "after a publish that was refused");
    }
  }

  private void demandRefused(StoreCaller caller, Entry entry, String circumstances) {
    verdict().that(!caller.publishes(entry), "an entry was published " + circumstances);
  }

  @Test
  @StoreRule("S10")
  @DisplayName("S10 an empty cache is filled, a live entry stays")
  final void s10OnlyAnEmptyCacheIsFilled() {
    StoreCaller first = harness().caller();
    StoreCaller holder = harness().caller();
    Entry filled = first.entry(0, 0);
    verdict().that(first.fills(filled), "an empty cache was not filled");
    long epoch = holder.leads().epoch();
    demandNotFilled(first, first.entry(0, 1), "over an entry that was filled in");
    demandNotFilled(holder, holder.entry(epoch, 0), "by the holder of the lease over an entry");
    harness().demandStored(holder, filled, "after other fills");
    Entry published = holder.published(holder.entry(epoch, 1));
    demandNotFilled(first, first.entry(epoch + 5, 2), "over an entry that was published");
    harness().demandStored(first, published, "after a fill");
    first.discards(first.stamp().orElseThrow(() -> verdict().broken("the entry is gone")));
    Entry again = first.entry(0, 3);
    verdict().that(first.fills(again), "a cache was not filled whose entry had been discarded");
    harness().demandStored(holder, again, "that was filled in while another leads");
    verdict().that(holder.isGranted(), "a fill took " + holder + "'s lease away");
  }

  private void demandNotFilled(StoreCaller caller, Entry entry, String circumstances) {
    verdict().that(!caller.fills(entry), "an entry was filled in " + circumstances);
  }

  @Test
  @StoreRule("S10")
  @DisplayName("S10 of many that fill at once, one does")
  final void s10OfManyThatFillAtOnceOneDoes() {
    List<StoreCaller> callers = harness().callers(6);
    List<Entry> entries = callers.stream().map(caller -> entryOf(callers, caller)).toList();
    List<Boolean> filled =
        Concurrently.call(
            verdict(),
            timing().millis(10_000),
            callers.size(),
            number -> callers.get(number).fills(entries.get(number)));
    long count = filled.stream().filter(did -> did).count();
    verdict().that(count == 1, count + " of 6 that filled an empty cache at once did");
    harness().demandStored(callers.get(0), entries.get(filled.indexOf(true)), "that was filled in");
  }

  private static Entry entryOf(List<StoreCaller> callers, StoreCaller caller) {
    return caller.entry(0, callers.indexOf(caller));
  }

  @Test
  @StoreRule(value = "S10", needs = StoreCapability.RACE_HOOK)
  @DisplayName("S10 of two that fill, one in the middle of the other, one does")
  final void s10TwoFills() {
    StoreCaller first = harness().caller();
    StoreCaller second = harness().caller();
    Entry one = first.entry(0, 1);
    Entry other = second.entry(0, 2);
    Race<Boolean, Boolean> race =
        harness().race("publishIfAbsent", () -> first.fills(one), () -> second.fills(other));
    verdict()
        .that(
            !race.change().equals(race.rival()),
            race.change()
                ? "two filled an empty cache, one in the middle of the other"
                : "of two that filled an empty cache at once neither did");
    harness().demandStored(first, race.change() ? one : other, "that was filled in");
  }

  @Test
  @StoreRule(value = "S10", needs = StoreCapability.RACE_HOOK)
  @DisplayName("S10 a fill in whose middle the holder publishes leaves that entry alone")
  final void s10AFillAndAPublish() {
    StoreCaller holder = harness().caller();
    StoreCaller other = harness().caller();
    Entry published = holder.entry(holder.leads().epoch(), 1);
    Race<Boolean, Boolean> race =
        harness()
            .race(
                "publishIfAbsent",
                () -> other.fills(other.entry(0, 0)),
                () -> holder.publishes(published));
    verdict().that(race.rival(), "the holder's publish was refused as another filled the cache");
    Optional<EntryStamp> stamp = holder.readsStamp();
    verdict()
        .that(
            stamp.filter(found -> found.hash().equals(published.stamp().hash())).isPresent(),
            "a fill replaced what was published in its middle: " + stamp);
  }
}

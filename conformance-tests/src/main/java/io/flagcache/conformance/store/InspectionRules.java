package io.flagcache.conformance.store;

import io.flagcache.core.store.Entry;
import io.flagcache.core.store.LeaseAnswer.Held;
import io.flagcache.core.store.StoreStatus;
import io.flagcache.core.store.StoreStatus.EntryStatus;
import io.flagcache.core.store.StoreStatus.LeaseStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What an operator is shown: S21. */
abstract class InspectionRules extends StoreRuleGroup {

  InspectionRules(FlagCacheStoreConformance conformance) {
    super(conformance);
  }

  @Test
  @StoreRule("S21")
  @DisplayName("S21 the holder is named to everybody, and nobody before and after")
  final void s21TheHolderIsNamed() {
    StoreCaller holder = harness().caller();
    StoreCaller other = harness().caller();
    harness().demandNobodyLeads(other.inspects(), "before anyone led");
    long start = timing().nanoTime();
    Held held = holder.leads();
    for (StoreCaller caller : List.of(holder, other)) {
      LeaseStatus lease = demandNamed(holder, caller);
      verdict()
          .that(
              lease.epoch().isEmpty() || lease.epoch().getAsLong() == held.epoch(),
              "an inspection names the epoch " + lease.epoch() + " instead of " + held.epoch());
      demandLeft(lease.left(), timing().longLease(), start, Duration.ZERO, "a lease");
    }
    harness().demandRefused(other, "that was inspected");
    holder.releases(held.epoch());
    harness().demandNobodyLeads(holder.inspects(), "after a release");
    harness().demandNobodyLeads(other.inspects(), "after a release");
    other.leads(other.requestAbove(held.epoch()));
    for (StoreCaller caller : List.of(holder, other)) {
      demandNamed(other, caller);
    }
  }

  @Test
  @StoreRule(value = "S21", needs = StoreCapability.LAST_LEASE)
  @DisplayName("S21 the epoch of the lease is named")
  final void s21TheEpochIsNamed() {
    StoreCaller holder = harness().caller();
    StoreCaller other = harness().caller();
    long epoch = holder.leads(holder.requestAbove(1L << 40)).epoch();
    LeaseStatus lease = demandNamed(holder, other);
    verdict()
        .that(
            lease.epoch().equals(OptionalLong.of(epoch)),
            "an inspection names the epoch " + lease.epoch() + " instead of " + epoch);
  }

  private LeaseStatus demandNamed(StoreCaller holder, StoreCaller inspector) {
    LeaseStatus lease = inspector.leaseFound();
    verdict()
        .that(
            lease.owner().equals(holder.owner()),
            inspector + "'s inspection names another owner, though " + holder + " leads");
    return lease;
  }

  /** Demands that what is left of a lifetime, if it is told, is right. */
  private void demandLeft(
      Optional<Duration> told, Duration whole, long start, Duration over, String what) {
    Duration least = whole.minus(since(start)).minus(StoreHarness.AGE_PRECISION);
    told.ifPresent(
        left ->
            verdict()
                .that(
                    left.compareTo(least) >= 0 && left.compareTo(whole.plus(over)) <= 0,
                    what + " that lives for " + whole + " is said to have " + left + " left"));
  }

  private Duration since(long start) {
    return Duration.ofNanos(timing().nanoTime() - start);
  }

  @Test
  @StoreRule("S21")
  @DisplayName("S21 the live entry is named, with the length of its payload")
  final void s21TheEntryIsNamed() {
    StoreCaller holder = harness().caller();
    StoreCaller other = harness().caller();
    long epoch = holder.leads().epoch();
    demandNoEntry(other.inspects(), "in an empty cache");
    long sequence = 0;
    for (int bytes : List.of(450_000, 5)) {
      Entry entry = holder.published(holder.entry(epoch, ++sequence, bytes));
      for (StoreCaller caller : List.of(holder, other)) {
        EntryStatus found = entryFound(caller);
        verdict()
            .that(
                Optional.of(found.stamp()).equals(caller.stamp()),
                "an inspection names the entry " + found.stamp() + " instead of " + entry.stamp());
        verdict()
            .that(
                found.storedBytes() == entry.payload().length,
                "an inspection says that an entry of "
                    + entry.payload().length
                    + " bytes has "
                    + found.storedBytes());
      }
      harness().demandStored(other, entry, "that was inspected");
    }
    other.discards(entryFound(other).stamp());
    demandNoEntry(other.inspects(), "after it was discarded");
  }

  private EntryStatus entryFound(StoreCaller caller) {
    return caller
        .inspects()
        .entry()
        .orElseThrow(
            () -> verdict().broken(caller + "'s inspection found no entry while one lives"));
  }

  private void demandNoEntry(StoreStatus status, String circumstances) {
    verdict()
        .that(
            status.entry().isEmpty(),
            "an inspection names the entry " + status.entry() + " " + circumstances);
  }

  @Test
  @StoreRule("S21")
  @DisplayName("S21 the ages of an entry, if they are told, are right")
  final void s21AgesAreRight() {
    StoreCaller holder = harness().caller();
    StoreCaller other = harness().caller();
    long epoch = holder.leads().epoch();
    long start = timing().nanoTime();
    holder.published(holder.entry(epoch, 1));
    EntryStatus first = entryFound(other);
    demandAge(first.sincePublish(), start, "stored");
    demandAge(first.sinceTouch(), start, "touched");
    demandLeft(first.left(), StoreCaller.ENTRY_TTL, start, StoreHarness.AGE_PRECISION, "an entry");
    // A store that counts in seconds shows neither at once.
    verdict()
        .inTime(
            timing()
                .until(
                    StoreHarness.AGE_PRECISION,
                    Duration.ZERO,
                    () -> growsAndIsRenewed(holder, other, first)),
            "the time since an entry was stored does not grow, or that since it was touched is not"
                + " renewed with the lease");
    demandAge(entryFound(other).sincePublish(), start, "stored");
  }

  private void demandAge(Optional<Duration> told, long start, String what) {
    Duration most = since(start).plus(StoreHarness.AGE_PRECISION);
    told.ifPresent(
        age ->
            verdict()
                .that(
                    !age.isNegative() && age.compareTo(most) <= 0,
                    "a new entry is said to have been " + what + " " + age + " ago"));
  }

  private boolean growsAndIsRenewed(StoreCaller holder, StoreCaller other, EntryStatus first) {
    timing().pass(timing().poll());
    EntryStatus before = entryFound(other);
    holder.leads();
    EntryStatus after = entryFound(other);
    Duration grown =
        after
            .sincePublish()
            .flatMap(now -> first.sincePublish().map(now::minus))
            .orElse(timing().poll());
    boolean renewed =
        after
            .sinceTouch()
            .flatMap(now -> before.sinceTouch().map(then -> now.compareTo(then) < 0))
            .orElse(true);
    return grown.plus(StoreHarness.CLOCK_STEP).compareTo(timing().poll()) >= 0 && renewed;
  }

  @Test
  @StoreRule("S21")
  @DisplayName("S21 what is left of lease and entry, if it is told, goes down")
  final void s21WhatIsLeftGoesDown() {
    StoreCaller holder = harness().caller();
    StoreCaller other = harness().caller();
    holder.published(holder.entry(holder.leads().epoch(), 1));
    StoreStatus first = other.inspects();
    // A store that counts in seconds does not show it at once.
    verdict()
        .inTime(
            timing()
                .until(
                    StoreHarness.AGE_PRECISION,
                    timing().poll(),
                    () -> {
                      StoreStatus now = other.inspects();
                      return hasShrunk(leftOfLease(first), leftOfLease(now))
                          && hasShrunk(leftOfEntry(first), leftOfEntry(now));
                    }),
            "what is left of lease or entry does not go down: " + first);
  }

  private static Optional<Duration> leftOfLease(StoreStatus status) {
    return status.lease().flatMap(LeaseStatus::left);
  }

  private static Optional<Duration> leftOfEntry(StoreStatus status) {
    return status.entry().flatMap(EntryStatus::left);
  }

  private boolean hasShrunk(Optional<Duration> before, Optional<Duration> now) {
    Duration least = timing().poll().minus(StoreHarness.CLOCK_STEP);
    return before.isEmpty() || now.isEmpty() || before.get().minus(now.get()).compareTo(least) >= 0;
  }

  @Test
  @StoreRule("S21")
  @DisplayName("S21 inspected again and again, lease and entry end in time")
  final void s21InspectionsProlongNothing() {
    Duration time = harness().shortTime();
    Duration limit = time.plus(timing().slack());
    StoreCaller holder = harness().caller();
    StoreCaller other = harness().caller();
    holder.leads(holder.request(time, time));
    holder.fills(holder.entry(0, 0), time);
    verdict()
        .inTime(
            timing()
                .until(limit, timing().pause(), () -> !namesTimeLeft(inspections(holder, other))),
            "an inspection still names a lease of " + time + " after " + limit);
    verdict()
        .inTime(
            timing()
                .until(limit, timing().pause(), () -> inspections(holder, other).entry().isEmpty()),
            "an inspection still names an entry with a time-to-live of "
                + time
                + " "
                + limit
                + " after it was stored");
    verdict()
        .inTime(
            timing()
                .until(
                    limit,
                    timing().pause(),
                    () -> {
                      inspections(holder, other);
                      return other.isGranted();
                    }),
            "a lease of " + time + " did not end within " + limit + " while it was inspected");
    demandNamed(other, holder);
  }

  private static StoreStatus inspections(StoreCaller holder, StoreCaller other) {
    holder.inspects();
    return other.inspects();
  }

  /** A store that cannot tell how long leases have left may go on naming one that is over. */
  private static boolean namesTimeLeft(StoreStatus status) {
    return status.lease().flatMap(LeaseStatus::left).isPresent();
  }
}

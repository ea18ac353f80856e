package io.flagcache.conformance.store;

import io.flagcache.conformance.store.StoreBench.Race;
import io.flagcache.core.store.Entry;
import io.flagcache.core.store.LeaseAnswer;
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

/** What an operator is shown, and may end: rules S21 and S22. */
abstract class OperatorRules extends FaultRules {

  OperatorRules() {}

  @Test
  @StoreRule("S21")
  @DisplayName("S21 the holder is named to everybody, and nobody before and after")
  final void s21TheHolderIsNamed() {
    StoreCaller holder = bench().caller();
    StoreCaller other = bench().caller();
    demandNobody(other.inspects(), "before anyone led");
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
    demandRefused(other, "that was inspected");
    holder.releases(held.epoch());
    demandNobody(holder.inspects(), "after a release");
    demandNobody(other.inspects(), "after a release");
    other.leads(other.requestAbove(held.epoch()));
    demandNamed(other, holder);
  }

  @Test
  @StoreRule(value = "S21", needs = StoreCapability.LAST_LEASE)
  @DisplayName("S21 the epoch of the lease is named")
  final void s21TheEpochIsNamed() {
    StoreCaller holder = bench().caller();
    StoreCaller other = bench().caller();
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
            inspector + "'s inspection names " + lease.owner() + ", but " + holder + " leads");
    return lease;
  }

  private void demandNobody(StoreStatus status, String circumstances) {
    verdict()
        .that(
            status.lease().isEmpty(),
            "an inspection names the lease " + status.lease() + " " + circumstances);
  }

  /** Demands that what is left of a lifetime, if it is told, is right. */
  private void demandLeft(
      Optional<Duration> told, Duration whole, long start, Duration over, String what) {
    Duration least = whole.minus(since(start)).minus(AGE_PRECISION);
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
    StoreCaller holder = bench().caller();
    StoreCaller other = bench().caller();
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
      bench().demandStored(other, entry, "that was inspected");
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
    StoreCaller holder = bench().caller();
    StoreCaller other = bench().caller();
    long epoch = holder.leads().epoch();
    long start = timing().nanoTime();
    holder.published(holder.entry(epoch, 1));
    EntryStatus first = entryFound(other);
    demandAge(first.sincePublish(), start, "stored");
    demandAge(first.sinceTouch(), start, "touched");
    demandLeft(first.left(), StoreCaller.ENTRY_TTL, start, AGE_PRECISION, "an entry");
    // A store that counts in seconds shows neither at once.
    verdict()
        .inTime(
            timing()
                .until(AGE_PRECISION, Duration.ZERO, () -> growsAndIsRenewed(holder, other, first)),
            "the time since an entry was stored does not grow, or that since it was touched is not"
                + " renewed with the lease");
    demandAge(entryFound(other).sincePublish(), start, "stored");
  }

  private void demandAge(Optional<Duration> told, long start, String what) {
    Duration most = since(start).plus(AGE_PRECISION);
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
    return grown.plus(StoreBench.CLOCK_STEP).compareTo(timing().poll()) >= 0 && renewed;
  }

  @Test
  @StoreRule("S21")
  @DisplayName("S21 inspected again and again, lease and entry end in time")
  final void s21InspectionsProlongNothing() {
    Duration time = bench().shortTime();
    Duration limit = time.plus(timing().slack());
    StoreCaller holder = bench().caller();
    StoreCaller other = bench().caller();
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

  @Test
  @StoreRule("S22")
  @DisplayName("S22 a revocation ends the lease, and its holder is refused")
  final void s22ARevocationEndsTheLease() {
    StoreCaller holder = bench().caller();
    StoreCaller other = bench().caller();
    long epoch = holder.leads().epoch();
    Entry stored = holder.published(holder.entry(epoch, 1));
    demandRevoked(other, other.leaseFound(), "that lives");
    demandEnded(holder, epoch, stored, other);
    long next = other.leads(other.requestAbove(epoch)).epoch();
    demandAbove(next, epoch);
    demandNotPublished(holder, epoch, "whose lease was revoked, and another leads");
    demandNotPublished(holder, next, "whose lease was revoked, under the next epoch");
    bench().demandStored(other, stored, "after refused publishes");
    demandRevoked(other, other.leaseFound(), "of its own");
    demandEnded(other, next, stored, holder);
  }

  private void demandRevoked(StoreCaller operator, LeaseStatus lease, String which) {
    verdict().that(operator.revokes(lease), "a revocation did not end a lease " + which);
  }

  private void demandEnded(StoreCaller holder, long epoch, Entry stored, StoreCaller other) {
    demandNobody(other.inspects(), "after it was revoked");
    demandNotPublished(holder, epoch, "whose lease was revoked");
    bench().demandStored(other, stored, "after the lease was revoked");
  }

  private void demandNotPublished(StoreCaller caller, long epoch, String whose) {
    verdict()
        .that(!caller.publishes(caller.entry(epoch, 20)), "an entry was published by one " + whose);
  }

  @Test
  @StoreRule("S22")
  @DisplayName("S22 a late or repeated revocation frees nobody else's lease")
  final void s22OtherRevocationsHaveNoEffect() {
    StoreCaller holder = bench().caller();
    StoreCaller next = bench().caller();
    StoreCaller third = bench().caller();
    long epoch = holder.leads().epoch();
    LeaseStatus former = third.leaseFound();
    holder.releases(epoch);
    demandNotRevoked(third, former, "that was released");
    long nextEpoch = next.leads(next.requestAbove(epoch)).epoch();
    demandNotRevoked(third, former, "that was released, while another leads");
    demandNotRevoked(
        third,
        new LeaseStatus(holder.owner(), third.leaseFound().epoch(), Optional.empty()),
        "of another owner under the present epoch");
    demandRefused(holder, "after late revocations");
    verdict()
        .that(
            next.publishes(next.entry(nextEpoch, 1)),
            "late revocations freed " + next + "'s lease");
    LeaseStatus present = third.leaseFound();
    demandRevoked(third, present, "that lives");
    demandNotRevoked(third, present, "that was revoked before");
    third.leads(third.requestAbove(nextEpoch));
    demandNotRevoked(next, present, "that was revoked before, while another leads");
    demandRefused(holder, "after a repeated revocation");
  }

  private void demandNotRevoked(StoreCaller operator, LeaseStatus lease, String which) {
    verdict().that(!operator.revokes(lease), "a revocation says that it ended a lease " + which);
  }

  @Test
  @StoreRule(value = "S22", needs = StoreCapability.LAST_LEASE)
  @DisplayName("S22 epochs grow over revocations, and an earlier lease is not the present one")
  final void s22EpochsGrowAndCount() {
    StoreCaller holder = bench().caller();
    StoreCaller other = bench().caller();
    long epoch = holder.leads().epoch();
    LeaseStatus former = other.leaseFound();
    demandRevoked(other, former, "that lives");
    long again = holder.leads().epoch();
    demandAbove(again, epoch);
    demandNotRevoked(other, former, "of the same owner before the present one");
    demandRefused(other, "after the revocation of the holder's lease before");
    demandRevoked(other, other.leaseFound(), "that lives");
    demandAbove(other.leads().epoch(), again);
  }

  private void demandAbove(long epoch, long revoked) {
    verdict()
        .that(
            epoch > revoked,
            "a new lease has the epoch "
                + epoch
                + ", not above "
                + revoked
                + ", which was revoked");
  }

  @Test
  @StoreRule(value = "S22", needs = StoreCapability.LAST_LEASE)
  @DisplayName("S22 a lease that has run out can be revoked until another is given it")
  final void s22ALeaseThatHasRunOutIsRevoked() {
    StoreCaller holder = bench().caller();
    StoreCaller other = bench().caller();
    long epoch = holder.leads().epoch();
    LeaseStatus lease = other.leaseFound();
    holder.leads(holder.request(timing().poll()));
    bench().runOut(timing().poll(), other);
    demandRevoked(other, lease, "that has run out and was given to nobody since");
    demandNotPublished(holder, epoch, "whose lease ran out and was revoked");
    bench().demandAbsent(other, "after a refused publish");
  }

  @Test
  @StoreRule(value = "S22", needs = StoreCapability.RACE_HOOK)
  @DisplayName("S22 a revocation in whose middle another takes over does not free its lease")
  final void s22ARevocationAndATakeOver() {
    StoreCaller holder = bench().caller();
    StoreCaller next = bench().caller();
    StoreCaller operator = bench().caller();
    holder.leads();
    LeaseStatus lease = operator.leaseFound();
    holder.leads(holder.request(timing().poll()));
    bench().runOut(timing().poll(), next);
    Race<Boolean, LeaseAnswer> race =
        bench().race("revocation", () -> operator.revokes(lease), next::asks);
    if (race.rival() instanceof Held) {
      demandRefused(operator, "that another took over in the middle of a revocation");
    }
    verdict().that(next.isGranted(), next + " was refused a lease that was revoked or ran out");
  }

  @Test
  @StoreRule(value = "S22", needs = StoreCapability.RACE_HOOK)
  @DisplayName("S22 a renewal in the middle of a revocation does not save the lease")
  final void s22ARevocationAndARenewal() {
    StoreCaller holder = bench().caller();
    StoreCaller operator = bench().caller();
    long epoch = holder.leads().epoch();
    LeaseStatus lease = operator.leaseFound();
    Race<Boolean, LeaseAnswer> race =
        bench().race("revocation", () -> operator.revokes(lease), holder::asks);
    verdict()
        .that(race.change(), "a revocation did not end a lease that was renewed in its middle");
    demandNotPublished(holder, epoch, "whose lease was renewed in the middle of its revocation");
    bench().demandAbsent(operator, "after a refused publish");
  }
}

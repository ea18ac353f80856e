package io.flagcache.conformance.store;

import io.flagcache.core.store.Entry;
import io.flagcache.core.store.EntryStamp;
import io.flagcache.core.store.LeaseAnswer.Held;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How long a lease lasts, and an entry that somebody leads for: S3 and S5. */
abstract class LeaseTimeRules extends StoreRuleGroup {

  private static final int QUARTERS = 4;

  LeaseTimeRules(FlagCacheStoreConformance conformance) {
    super(conformance);
  }

  /** Two owners of one service key, and what ends by itself there, as the second one sees it. */
  private record Watched(StoreCaller holder, StoreCaller other, Lifetime lifetime) {}

  /** What is done when so many quarters of a lifetime are over. */
  private record Touch(int quarter, Runnable step) {}

  /** Long enough to do something at each quarter of it. */
  private Duration time() {
    return harness().shortTime().multipliedBy(2);
  }

  private void letTimePass(List<Watched> all, List<Touch> touches) {
    List<Lifetime> lifetimes = all.stream().map(Watched::lifetime).toList();
    for (int quarter = 1; quarter < QUARTERS; quarter++) {
      timing().pass(time().dividedBy(QUARTERS));
      lifetimes.forEach(Lifetime::asksIfDue);
      for (Touch touch : touches) {
        if (touch.quarter() == quarter) {
          touch.step().run();
        }
      }
    }
    harness().awaitEnds(lifetimes, time());
  }

  private StoreCaller callerOf(String what) {
    return harness().caller(harness().serviceKey() + "-" + what);
  }

  @Test
  @StoreRule("S3")
  @DisplayName("S3 a lease ends one lease after it was last granted or renewed, and not before")
  final void s3ALeaseEndsInTime() {
    List<Watched> leases = new ArrayList<>();
    List<Touch> touches = new ArrayList<>();
    leases.add(lease("granted"));
    for (int quarter = 1; quarter < QUARTERS; quarter++) {
      Watched renewed = lease("renewed-" + quarter);
      leases.add(renewed);
      touches.add(
          new Touch(quarter, () -> renewed.lifetime().beginsAnew(() -> leads(renewed.holder()))));
    }
    letTimePass(leases, touches);
    for (Watched lost : leases) {
      harness().demandRefused(lost.holder(), "that ran out and was given to another");
    }
  }

  private Watched lease(String what) {
    StoreCaller holder = callerOf(what);
    StoreCaller other = callerOf(what);
    other.stamp();
    Lifetime lease = harness().lifetime("a lease that was " + what, time(), other::isGranted);
    lease.begins(() -> leads(holder));
    return new Watched(holder, other, lease);
  }

  private Held leads(StoreCaller holder) {
    return holder.leads(holder.request(time()));
  }

  @Test
  @StoreRule("S3")
  @DisplayName("S3 a lease is prolonged by nothing but its renewal")
  final void s3NothingElseProlongsALease() {
    List<Watched> leases = new ArrayList<>();
    List<Touch> touches = new ArrayList<>();
    Watched publishing = lease("published-under");
    StoreCaller publisher = publishing.holder();
    leases.add(publishing);
    publishing
        .lifetime()
        .beginsAnew(
            () -> {
              Entry entry = publisher.entry(leads(publisher).epoch(), 1);
              touches.add(
                  new Touch(
                      QUARTERS - 1,
                      () -> publishing.lifetime().isUsed(() -> publisher.publishes(entry))));
            });
    Watched reading = lease("read-under");
    leases.add(reading);
    touches.add(
        new Touch(
            QUARTERS - 1,
            () -> reading.lifetime().isUsed(() -> readsAndDiscards(reading.holder()))));
    Watched filled = lease("filled-beside");
    leases.add(filled);
    touches.add(
        new Touch(
            QUARTERS - 1,
            () ->
                filled.lifetime().isUsed(() -> filled.other().fills(filled.other().entry(0, 1)))));
    letTimePass(leases, touches);
  }

  private static void readsAndDiscards(StoreCaller holder) {
    holder.reads();
    holder.stamp();
    holder.discards(holder.entry(1, 1).stamp());
  }

  @Test
  @StoreRule("S3")
  @DisplayName("S3 the time of the last request counts, be it longer or shorter")
  final void s3TheLastRequestCounts() {
    StoreCaller holder = harness().caller();
    StoreCaller other = harness().caller();
    holder.leads(holder.request(timing().poll()));
    holder.leads();
    harness().runOut(timing().poll(), other);
    harness().demandRefused(other, "that was renewed for longer than it had been granted for");
    Duration shorter = harness().shortTime();
    Lifetime lease =
        harness().lifetime("a lease that was renewed for less time", shorter, other::isGranted);
    lease.begins(() -> holder.leads(holder.request(shorter)));
    harness().awaitEnds(List.of(lease), shorter);
  }

  @Test
  @StoreRule("S5")
  @DisplayName("S5 granting and renewing the lease let the entry's lifetime start anew")
  final void s5GrantsAndRenewalsProlongTheEntry() {
    List<Watched> entries = new ArrayList<>();
    List<Touch> touches = new ArrayList<>();
    for (int quarter = 1; quarter < QUARTERS; quarter++) {
      StoreCaller holder = callerOf("renewed-" + quarter);
      Watched renewed = entry("renewed-" + quarter, holder, holder.leads().epoch());
      entries.add(renewed);
      touches.add(new Touch(quarter, () -> renewed.lifetime().beginsAnew(() -> leadsOn(holder))));
    }
    StoreCaller former = callerOf("inherited");
    long epoch = former.leads().epoch();
    Watched inherited = entry("inherited", former, epoch);
    entries.add(inherited);
    touches.add(
        new Touch(
            2,
            () ->
                inherited
                    .lifetime()
                    .beginsAnew(
                        () -> {
                          former.leaves(epoch);
                          leadsOn(inherited.other());
                        })));
    letTimePass(entries, touches);
  }

  private Watched entry(String what, StoreCaller holder, long epoch) {
    StoreCaller other = callerOf(what);
    other.stamp();
    Entry stored = holder.entry(epoch, 1);
    Lifetime entry =
        harness()
            .lifetime("an entry whose lease was " + what, time(), () -> other.stamp().isEmpty());
    entry.begins(() -> holder.published(stored, time()));
    return new Watched(holder, other, entry);
  }

  private void leadsOn(StoreCaller holder) {
    holder.leads(holder.request(timing().longLease(), time()));
  }

  @Test
  @StoreRule("S5")
  @DisplayName("S5 it is the request that says how long the entry lives on")
  final void s5TheRequestSaysHowLongTheEntryLives() {
    Duration ttl = harness().shortTime();
    StoreCaller renewing = harness().caller();
    StoreCaller former = callerOf("left");
    StoreCaller next = callerOf("left");
    next.stamp();
    Entry kept = renewing.entry(renewing.leads().epoch(), 1);
    long epoch = former.leads().epoch();
    Entry inherited = former.entry(epoch, 1);
    long start = timing().nanoTime();
    renewing.published(kept, ttl);
    former.published(inherited, ttl);
    renewing.leads(renewing.request(ttl));
    former.leaves(epoch);
    next.leads(next.request(ttl));
    verdict()
        .machineKeptUp(
            timing().nanoTime() - start < ttl.toNanos(),
            "publish and renew within a time-to-live of " + ttl);
    timing().pass(ttl.multipliedBy(2));
    harness().demandStored(renewing, kept, "that its leader had prolonged");
    harness().demandStored(next, inherited, "that a new leader had prolonged");
  }

  @Test
  @StoreRule("S5")
  @DisplayName("S5 a refused owner does not prolong the entry, and nobody revives it")
  final void s5NobodyElseProlongsAndNobodyRevives() {
    Duration ttl = harness().shortTime();
    StoreCaller holder = harness().caller();
    StoreCaller other = harness().caller();
    Held held = holder.leads();
    Entry stored = holder.entry(held.epoch(), 1);
    Lifetime entry =
        harness()
            .lifetime(
                "an entry beside whose leader another was refused",
                ttl,
                () -> {
                  harness().demandRefused(other, "while another's lease lives");
                  return other.stamp().isEmpty();
                });
    entry.begins(() -> holder.published(stored, ttl));
    harness().awaitEnds(List.of(entry), ttl);
    Held renewed = holder.leads();
    demandNotRevived(holder, other, renewed);
    holder.leaves(renewed.epoch());
    demandNotRevived(other, holder, other.leads(other.requestAbove(renewed.epoch())));
  }

  private void demandNotRevived(StoreCaller holder, StoreCaller other, Held granted) {
    Optional<EntryStamp> found = granted.entry().or(other::stamp).or(holder::readsStamp);
    verdict()
        .that(
            found.isEmpty(),
            "a lease that was granted or renewed brought the entry "
                + found
                + " back, whose time was over");
  }
}

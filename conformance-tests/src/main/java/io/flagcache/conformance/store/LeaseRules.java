package io.flagcache.conformance.store;

import io.flagcache.conformance.internal.Await;
import io.flagcache.conformance.internal.Concurrently;
import io.flagcache.conformance.rule.Disturbance;
import io.flagcache.conformance.store.StoreHarness.Race;
import io.flagcache.core.store.Entry;
import io.flagcache.core.store.EntryStamp;
import io.flagcache.core.store.LeaseAnswer;
import io.flagcache.core.store.LeaseAnswer.Held;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Who is granted the lease, under which epoch, and until when: S1 to S8. */
abstract class LeaseRules extends StoreRuleGroup {

  private static final int FEW = 4;

  LeaseRules(FlagCacheStoreConformance conformance) {
    super(conformance);
  }

  @Test
  @StoreRule("S1")
  @DisplayName("S1 of many that ask at once, one is granted the lease")
  final void s1OfManyThatAskAtOnceOneIsGranted() {
    List<StoreCaller> callers = harness().callers(6);
    for (int round = 0; round < 5; round++) {
      List<LeaseAnswer> answers =
          Concurrently.call(
              verdict(),
              timing().millis(10_000),
              callers.size(),
              number -> callers.get(number).asks());
      long granted = answers.stream().filter(Held.class::isInstance).count();
      verdict()
          .that(
              granted == 1,
              granted + " of 6 owners that asked at the same moment were granted the lease");
      for (int i = 0; i < callers.size(); i++) {
        if (answers.get(i) instanceof Held held) {
          callers.get(i).releases(held.epoch());
        }
      }
    }
  }

  @Test
  @StoreRule("S1")
  @DisplayName("S1 no other is granted a lease that lives")
  final void s1NoOtherIsGrantedALeaseThatLives() {
    StoreCaller holder = harness().caller();
    StoreCaller other = harness().caller();
    holder.leads();
    for (int i = 0; i < FEW; i++) {
      harness().demandRefused(other, "while another's lease lives");
    }
    holder.leads();
  }

  @Test
  @StoreRule(value = "S1", needs = StoreCapability.RACE_HOOK)
  @DisplayName("S1 one that asks while another is being granted a free lease changes nothing")
  final void s1TwoThatAskForAFreeLease() {
    StoreCaller first = harness().caller();
    StoreCaller second = harness().caller();
    first.releases(first.leads().epoch());
    demandOneHolder(first, harness().race("lease request", first::asks, second::asks), second);
  }

  @Test
  @StoreRule(value = "S1", needs = StoreCapability.RACE_HOOK)
  @DisplayName("S1 a lease that has run out is renewed or taken over, not both")
  final void s1ARenewalAndATakeOver() {
    StoreCaller holder = harness().caller();
    StoreCaller other = harness().caller();
    holder.leads(holder.request(timing().poll()));
    harness().runOut(timing().poll(), other);
    demandOneHolder(holder, harness().race("renewal", holder::asks, other::asks), other);
  }

  @Test
  @StoreRule(value = "S1", needs = StoreCapability.RACE_HOOK)
  @DisplayName("S1 a lease that has run out is taken over by one of two")
  final void s1TwoTakeOvers() {
    StoreCaller holder = harness().caller();
    StoreCaller first = harness().caller();
    StoreCaller second = harness().caller();
    holder.leads(holder.request(timing().poll()));
    second.stamp();
    harness().runOut(timing().poll(), first);
    second.stamp();
    demandOneHolder(first, harness().race("take-over", first::asks, second::asks), second);
  }

  private void demandOneHolder(
      StoreCaller first, Race<LeaseAnswer, LeaseAnswer> race, StoreCaller second) {
    boolean firstHolds = race.change() instanceof Held;
    boolean secondHolds = race.rival() instanceof Held;
    verdict()
        .that(
            !(firstHolds && secondHolds),
            second + " was granted the lease in the middle of its being granted to " + first);
    if (firstHolds || secondHolds) {
      StoreCaller holder = firstHolds ? first : second;
      verdict().that(holder.isGranted(), holder + " lost the lease right after it was granted");
      harness().demandRefused(firstHolds ? second : first, "that another was granted in a race");
    } else {
      verdict().that(first.isGranted(), first + " was refused a lease that nobody got in a race");
    }
  }

  @Test
  @StoreRule("S2")
  @DisplayName("S2 asking twice is the same as asking once")
  final void s2AskingTwiceIsAskingOnce() {
    StoreCaller holder = harness().caller();
    Held held = holder.leads();
    verdict().that(held.epoch() > 0, "the first lease has the epoch " + held.epoch());
    for (int i = 0; i < FEW; i++) {
      demandEpoch(holder.leads(), held.epoch());
      demandEpoch(holder.leads(holder.requestAbove(held.epoch())), held.epoch());
    }
  }

  private void demandEpoch(Held renewed, long epoch) {
    verdict()
        .that(
            renewed.epoch() == epoch,
            "a renewal changed the epoch from " + epoch + " to " + renewed.epoch());
  }

  @Test
  @StoreRule("S2")
  @DisplayName("S2 however often it was renewed, one release ends the lease")
  final void s2OneReleaseEndsTheLease() {
    StoreCaller holder = harness().caller();
    StoreCaller other = harness().caller();
    long epoch = holder.leads().epoch();
    for (int i = 0; i < FEW; i++) {
      holder.leads();
    }
    holder.releases(epoch);
    verdict()
        .that(other.isGranted(), "a lease that was renewed " + FEW + " times outlived its release");
  }

  @Test
  @StoreRule("S3")
  @DisplayName("S3 a lease ends one lease after it was last granted, and not before")
  final void s3ALeaseEndsInTime() {
    Duration lease = harness().shortTime();
    StoreCaller holder = harness().caller();
    StoreCaller other = harness().caller();
    holder.leads(holder.request(lease));
    timing().pass(lease.dividedBy(2));
    long renewed = timing().nanoTime();
    holder.leads(holder.request(lease));
    Await.Turn turn =
        timing()
            .turn(
                lease.plus(timing().poll()).plus(timing().slack()),
                timing().pause(),
                other::isGranted)
            .orElseThrow(
                () ->
                    verdict()
                        .late(other + " was still refused a lease of " + lease + " after its end"));
    harness().demandLasted("the lease that " + holder + " renewed", lease, renewed, turn);
    harness().demandRefused(holder, "that ran out and was given to another");
  }

  @Test
  @StoreRule("S3")
  @DisplayName("S3 a renewal for a longer time counts, and not the one before it")
  final void s3TheLastRequestCounts() {
    StoreCaller holder = harness().caller();
    StoreCaller other = harness().caller();
    holder.leads(holder.request(timing().poll()));
    holder.leads();
    harness().runOut(timing().poll(), other);
    harness().demandRefused(other, "that was renewed for longer than it had been granted for");
  }

  @Test
  @StoreRule(value = "S4", needs = StoreCapability.LAST_LEASE)
  @DisplayName("S4 epochs grow from lease to lease, whether released or run out")
  final void s4EpochsGrow() {
    StoreCaller first = harness().caller();
    StoreCaller second = harness().caller();
    StoreCaller third = harness().caller();
    Held released = first.leads();
    first.releases(released.epoch());
    Held expired = second.leads(second.request(timing().poll()));
    demandAbove(expired, released.epoch(), "that of a lease that was released");
    LeaseAnswer refused = third.asks();
    verdict()
        .that(
            refused instanceof Held || refused.epoch() == expired.epoch(),
            "a refused owner was told the epoch " + refused.epoch() + " of " + expired.epoch());
    Held last =
        refused instanceof Held held
            ? held
            : harness().takeOver(third, third.request(), timing().poll());
    demandAbove(last, expired.epoch(), "that of a lease that ran out");
    third.releases(last.epoch());
    demandAbove(third.leads(), last.epoch(), "that of the same owner's lease before");
  }

  @Test
  @StoreRule(value = "S4", disturbs = Disturbance.DATA)
  @DisplayName("S4 a new epoch lies above the floor, also after a loss of all data")
  final void s4EpochsPassTheFloor() {
    StoreCaller holder = harness().caller();
    long floor = holder.leads().epoch() + 100_000;
    Held restored = holder.leads(holder.requestAbove(floor));
    demandAbove(restored, floor, "the floor of a holder that has observed later ones");
    harness().wipe();
    Held again = holder.leads(holder.requestAbove(restored.epoch() + 100_000));
    demandAbove(again, restored.epoch() + 100_000, "the floor after a loss of all data");
    harness().wipe();
    StoreCaller other = harness().caller();
    Held others = other.leads(other.requestAbove(again.epoch() + 100_000));
    demandAbove(others, again.epoch() + 100_000, "the floor of another owner");
  }

  private void demandAbove(Held held, long epoch, String what) {
    verdict()
        .that(
            held.epoch() > epoch,
            "a new lease has the epoch " + held.epoch() + ", not above " + epoch + ", " + what);
  }

  @Test
  @StoreRule("S5")
  @DisplayName("S5 granting and renewing the lease let the entry's lifetime start anew")
  final void s5GrantsAndRenewalsProlongTheEntry() {
    Duration ttl = harness().shortTime();
    StoreCaller renewing = harness().caller();
    String key = harness().serviceKey() + "-2";
    StoreCaller former = harness().caller(key);
    StoreCaller next = harness().caller(key);
    next.stamp();
    Entry kept = renewing.entry(renewing.leads().epoch(), 1);
    long epoch = former.leads().epoch();
    Entry inherited = former.entry(epoch, 1);
    long start = timing().nanoTime();
    renewing.published(kept, ttl);
    former.published(inherited, ttl);
    renewing.leads();
    former.releases(epoch);
    next.leads();
    verdict()
        .machineKeptUp(
            timing().nanoTime() - start < ttl.toNanos(),
            "publish and renew within a time-to-live of " + ttl);
    timing().pass(ttl);
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
    holder.published(holder.entry(held.epoch(), 1), ttl);
    verdict()
        .inTime(
            timing()
                .until(
                    ttl.plus(timing().slack()),
                    timing().pause(),
                    () -> {
                      harness().demandRefused(other, "while another's lease lives");
                      return other.stamp().isEmpty();
                    }),
            "an entry with a time-to-live of " + ttl + " lived on while an owner was refused");
    Held renewed = holder.leads(holder.request(timing().longLease(), ttl));
    verdict()
        .that(
            renewed.entry().isEmpty() && other.stamp().isEmpty(),
            "a renewal brought an entry back whose time was over");
  }

  @Test
  @StoreRule("S6")
  @DisplayName("S6 lease answers, stamps and reads name the same entry")
  final void s6AllNameTheSameEntry() {
    StoreCaller holder = harness().caller();
    StoreCaller other = harness().caller();
    Held held = holder.leads();
    demandNamed(held, holder, "of an empty cache");
    demandNamed(other.asks(), other, "of an empty cache");
    harness().demandAbsent(other, "in an empty cache");
    for (int sequence = 1; sequence < FEW; sequence++) {
      Entry entry = holder.published(holder.entry(held.epoch(), sequence));
      harness().demandStored(holder, entry, "that it published");
      harness().demandStored(other, entry, "that another published");
      held = holder.leads();
      demandNamed(held, holder, "after a publish");
      demandNamed(other.asks(), other, "after a publish");
    }
  }

  private void demandNamed(LeaseAnswer answer, StoreCaller caller, String circumstances) {
    Optional<EntryStamp> stamp = caller.stamp();
    verdict()
        .that(
            answer.entry().equals(stamp),
            "the lease answer names "
                + answer.entry()
                + ", but the stamp is "
                + stamp
                + " "
                + circumstances);
    Optional<EntryStamp> read = caller.readsStamp();
    verdict()
        .that(
            read.equals(stamp),
            "a read gave " + read + ", but the stamp is " + stamp + " " + circumstances);
  }

  @Test
  @StoreRule("S7")
  @DisplayName("S7 a release ends the lease at once, and may be repeated")
  final void s7AReleaseEndsTheLease() {
    StoreCaller holder = harness().caller();
    StoreCaller other = harness().caller();
    long epoch = holder.leads().epoch();
    holder.releases(epoch);
    holder.releases(epoch);
    verdict().that(other.isGranted(), other + " was refused a lease that had been released");
  }

  @Test
  @StoreRule("S7")
  @DisplayName("S7 a late, repeated or foreign release frees nobody else's lease")
  final void s7OtherReleasesHaveNoEffect() {
    StoreCaller first = harness().caller();
    StoreCaller second = harness().caller();
    StoreCaller third = harness().caller();
    long former = first.leads().epoch();
    second.releases(former);
    harness().demandRefused(second, "after another owner's release");
    first.releases(former + 1);
    harness().demandRefused(second, "after a release under another epoch");
    first.releases(former);
    Held held = second.leads(second.requestAbove(former));
    first.releases(former);
    harness().demandRefused(third, "after a late release");
    first.releases(held.epoch());
    harness().demandRefused(third, "after the release of one that knows the epoch alone");
    verdict().that(second.isGranted(), "others' releases freed " + second + "'s lease");
  }

  @Test
  @StoreRule("S7")
  @DisplayName("S7 the release of an earlier lease does not end the same owner's present one")
  final void s7AnEarlierLeaseIsNotThePresentOne() {
    StoreCaller holder = harness().caller();
    StoreCaller other = harness().caller();
    long former = holder.leads().epoch();
    holder.releases(former);
    holder.leads(holder.requestAbove(former));
    holder.releases(former);
    harness().demandRefused(other, "after the release of the holder's lease before");
  }

  @Test
  @StoreRule(value = "S7", needs = StoreCapability.RACE_HOOK)
  @DisplayName("S7 a release in whose middle another takes over does not free its lease")
  final void s7AReleaseAndATakeOver() {
    StoreCaller late = harness().caller();
    StoreCaller next = harness().caller();
    StoreCaller third = harness().caller();
    long epoch = late.leads(late.request(timing().poll())).epoch();
    harness().runOut(timing().poll(), next);
    Race<Long, LeaseAnswer> race =
        harness()
            .race(
                "release",
                () -> {
                  late.releases(epoch);
                  return epoch;
                },
                next::asks);
    if (race.rival() instanceof Held) {
      harness().demandRefused(third, "that another took over in the middle of a release");
    }
    verdict().that(next.isGranted(), next + " was refused a lease that was released or ran out");
  }

  @Test
  @StoreRule(value = "S8", needs = StoreCapability.RACE_HOOK)
  @DisplayName("S8 one that asks while another is being granted the lease does not wait")
  final void s8TheRefusedDoNotWait() {
    StoreCaller first = harness().caller();
    StoreCaller second = harness().caller();
    second.stamp();
    first.releases(first.leads().epoch());
    verdict()
        .inTime(
            harness().race("lease request", first::asks, second::asks).between(),
            second + " waited for an answer while " + first + " was being granted the lease");
  }
}

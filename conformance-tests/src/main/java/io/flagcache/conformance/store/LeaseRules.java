package io.flagcache.conformance.store;

import io.flagcache.conformance.internal.Await;
import io.flagcache.conformance.internal.Callers;
import io.flagcache.conformance.rule.Disturbance;
import io.flagcache.conformance.store.StoreBench.Race;
import io.flagcache.core.store.Entry;
import io.flagcache.core.store.EntryStamp;
import io.flagcache.core.store.LeaseAnswer;
import io.flagcache.core.store.LeaseAnswer.Held;
import io.flagcache.core.store.LeaseAnswer.HeldByOther;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Who is granted the lease, under which epoch, and until when: rules S1 to S8. */
abstract class LeaseRules extends StoreRuleTests {

  private static final int FEW = 4;

  LeaseRules() {}

  @Test
  @StoreRule("S1")
  @DisplayName("S1 of many that ask at once, one is granted the lease")
  final void s1OfManyThatAskAtOnceOneIsGranted() {
    List<StoreCaller> callers = bench().callers(6);
    for (int round = 0; round < 5; round++) {
      List<LeaseAnswer> answers =
          Callers.together(
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
    StoreCaller holder = bench().caller();
    StoreCaller other = bench().caller();
    holder.leads();
    for (int i = 0; i < FEW; i++) {
      demandRefused(other, "while another's lease lives");
    }
    holder.leads();
  }

  @Test
  @StoreRule(value = "S1", needs = StoreCapability.RACE_HOOK)
  @DisplayName("S1 one that asks while another is being granted a free lease changes nothing")
  final void s1TwoThatAskForAFreeLease() {
    StoreCaller first = bench().caller();
    StoreCaller second = bench().caller();
    first.releases(first.leads().epoch());
    demandOneHolder(first, bench().race("lease request", first::asks, second::asks), second);
  }

  @Test
  @StoreRule(value = "S1", needs = StoreCapability.RACE_HOOK)
  @DisplayName("S1 a lease that has run out is renewed or taken over, not both")
  final void s1ARenewalAndATakeOver() {
    StoreCaller holder = bench().caller();
    StoreCaller other = bench().caller();
    holder.leads(holder.request(timing().poll()));
    bench().runOut(timing().poll(), other);
    demandOneHolder(holder, bench().race("renewal", holder::asks, other::asks), other);
  }

  @Test
  @StoreRule(value = "S1", needs = StoreCapability.RACE_HOOK)
  @DisplayName("S1 a lease that has run out is taken over by one of two")
  final void s1TwoTakeOvers() {
    StoreCaller holder = bench().caller();
    StoreCaller first = bench().caller();
    StoreCaller second = bench().caller();
    holder.leads(holder.request(timing().poll()));
    second.stamp();
    bench().runOut(timing().poll(), first);
    second.stamp();
    demandOneHolder(first, bench().race("take-over", first::asks, second::asks), second);
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
      demandRefused(firstHolds ? second : first, "that another was granted in a race");
    } else {
      verdict().that(first.isGranted(), first + " was refused a lease that nobody got in a race");
    }
  }

  @Test
  @StoreRule("S2")
  @DisplayName("S2 asking twice is the same as asking once")
  final void s2AskingTwiceIsAskingOnce() {
    StoreCaller holder = bench().caller();
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
    StoreCaller holder = bench().caller();
    StoreCaller other = bench().caller();
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
    Duration lease = bench().shortTime();
    StoreCaller holder = bench().caller();
    StoreCaller other = bench().caller();
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
    bench().demandLasted("the lease that " + holder + " renewed", lease, renewed, turn);
    demandRefused(holder, "that ran out and was given to another");
  }

  @Test
  @StoreRule("S3")
  @DisplayName("S3 a renewal for a longer time counts, and not the one before it")
  final void s3TheLastRequestCounts() {
    StoreCaller holder = bench().caller();
    StoreCaller other = bench().caller();
    holder.leads(holder.request(timing().poll()));
    holder.leads();
    bench().runOut(timing().poll(), other);
    demandRefused(other, "that was renewed for longer than it had been granted for");
  }

  @Test
  @StoreRule(value = "S4", needs = StoreCapability.LAST_LEASE)
  @DisplayName("S4 epochs grow from lease to lease, whether released or run out")
  final void s4EpochsGrow() {
    StoreCaller first = bench().caller();
    StoreCaller second = bench().caller();
    StoreCaller third = bench().caller();
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
            : bench().takeOver(third, third.request(), timing().poll());
    demandAbove(last, expired.epoch(), "that of a lease that ran out");
    third.releases(last.epoch());
    demandAbove(third.leads(), last.epoch(), "that of the same owner's lease before");
  }

  @Test
  @StoreRule(value = "S4", disturbs = Disturbance.DATA)
  @DisplayName("S4 a new epoch lies above the floor, also after a loss of all data")
  final void s4EpochsPassTheFloor() {
    StoreCaller holder = bench().caller();
    long floor = holder.leads().epoch() + 100_000;
    Held restored = holder.leads(holder.requestAbove(floor));
    demandAbove(restored, floor, "the floor of a holder that has seen later ones");
    bench().wipe();
    Held again = holder.leads(holder.requestAbove(restored.epoch() + 100_000));
    demandAbove(again, restored.epoch() + 100_000, "the floor after a loss of all data");
    bench().wipe();
    StoreCaller other = bench().caller();
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
    Duration ttl = bench().shortTime();
    StoreCaller renewing = bench().caller();
    String key = bench().serviceKey() + "-2";
    StoreCaller former = bench().caller(key);
    StoreCaller next = bench().caller(key);
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
    bench().demandStored(renewing, kept, "that its leader had prolonged");
    bench().demandStored(next, inherited, "that a new leader had prolonged");
  }

  @Test
  @StoreRule("S5")
  @DisplayName("S5 a refused owner does not prolong the entry, and nobody revives it")
  final void s5NobodyElseProlongsAndNobodyRevives() {
    Duration ttl = bench().shortTime();
    StoreCaller holder = bench().caller();
    StoreCaller other = bench().caller();
    Held held = holder.leads();
    holder.published(holder.entry(held.epoch(), 1), ttl);
    verdict()
        .inTime(
            timing()
                .until(
                    ttl.plus(timing().slack()),
                    timing().pause(),
                    () -> {
                      demandRefused(other, "while another's lease lives");
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
    StoreCaller holder = bench().caller();
    StoreCaller other = bench().caller();
    Held held = holder.leads();
    demandNamed(held, holder, "of an empty cache");
    demandNamed(other.asks(), other, "of an empty cache");
    bench().demandAbsent(other, "in an empty cache");
    for (int sequence = 1; sequence < FEW; sequence++) {
      Entry entry = holder.published(holder.entry(held.epoch(), sequence));
      bench().demandStored(holder, entry, "that it published");
      bench().demandStored(other, entry, "that another published");
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
    StoreCaller holder = bench().caller();
    StoreCaller other = bench().caller();
    long epoch = holder.leads().epoch();
    holder.releases(epoch);
    holder.releases(epoch);
    verdict().that(other.isGranted(), other + " was refused a lease that had been released");
  }

  @Test
  @StoreRule("S7")
  @DisplayName("S7 a late, repeated or foreign release frees nobody else's lease")
  final void s7OtherReleasesHaveNoEffect() {
    StoreCaller first = bench().caller();
    StoreCaller second = bench().caller();
    StoreCaller third = bench().caller();
    long former = first.leads().epoch();
    second.releases(former);
    demandRefused(second, "after another owner's release");
    first.releases(former + 1);
    demandRefused(second, "after a release under another epoch");
    first.releases(former);
    Held held = second.leads(second.requestAbove(former));
    first.releases(former);
    demandRefused(third, "after a late release");
    first.releases(held.epoch());
    demandRefused(third, "after the release of one that knows the epoch alone");
    verdict().that(second.isGranted(), "others' releases freed " + second + "'s lease");
  }

  @Test
  @StoreRule("S7")
  @DisplayName("S7 the release of an earlier lease does not end the same owner's present one")
  final void s7AnEarlierLeaseIsNotThePresentOne() {
    StoreCaller holder = bench().caller();
    StoreCaller other = bench().caller();
    long former = holder.leads().epoch();
    holder.releases(former);
    holder.leads(holder.requestAbove(former));
    holder.releases(former);
    demandRefused(other, "after the release of the holder's lease before");
  }

  @Test
  @StoreRule(value = "S7", needs = StoreCapability.RACE_HOOK)
  @DisplayName("S7 a release in whose middle another takes over does not free its lease")
  final void s7AReleaseAndATakeOver() {
    StoreCaller late = bench().caller();
    StoreCaller next = bench().caller();
    StoreCaller third = bench().caller();
    long epoch = late.leads(late.request(timing().poll())).epoch();
    bench().runOut(timing().poll(), next);
    Race<Long, LeaseAnswer> race =
        bench()
            .race(
                "release",
                () -> {
                  late.releases(epoch);
                  return epoch;
                },
                next::asks);
    if (race.rival() instanceof Held) {
      demandRefused(third, "that another took over in the middle of a release");
    }
    verdict().that(next.isGranted(), next + " was refused a lease that was released or ran out");
  }

  @Test
  @StoreRule(value = "S8", needs = StoreCapability.RACE_HOOK)
  @DisplayName("S8 one that asks while another is being granted the lease does not wait")
  final void s8TheRefusedDoNotWait() {
    StoreCaller first = bench().caller();
    StoreCaller second = bench().caller();
    second.stamp();
    first.releases(first.leads().epoch());
    verdict()
        .inTime(
            bench().race("lease request", first::asks, second::asks).between(),
            second + " waited for an answer while " + first + " was being granted the lease");
  }

  final void demandRefused(StoreCaller caller, String circumstances) {
    verdict()
        .that(
            caller.asks() instanceof HeldByOther,
            caller + " was granted the lease " + circumstances);
  }
}

package io.flagcache.conformance.store;

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

/** Who is granted the lease, under which epoch, and until when: S1 to S8, with those on times. */
abstract class LeaseRules extends LeaseTimeRules {

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
    long epoch = holder.leads().epoch();
    for (long floor : List.of(epoch - 1, epoch, epoch + 1, epoch + 100_000)) {
      harness()
          .demandRefused(other, other.requestAbove(floor), "though it knows of epoch " + floor);
    }
    for (Duration lease : List.of(timing().longLease().dividedBy(2), timing().longLease())) {
      harness()
          .demandRefused(other, other.request(lease), "though it asked for no more than " + lease);
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

  @Test
  @StoreRule("S2")
  @DisplayName("S2 an entry of a later epoch does not change the holder's")
  final void s2AnEntryOfALaterEpochChangesNothing() {
    StoreCaller holder = harness().caller();
    StoreCaller filler = harness().caller();
    Held held = holder.leads();
    filler.fills(filler.entry(held.epoch() + 100_000, 1));
    demandEpoch(holder.leads(), held.epoch());
    holder.published(holder.entry(held.epoch(), 1));
    demandEpoch(holder.leads(holder.requestAbove(held.epoch())), held.epoch());
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
  @StoreRule(value = "S4", needs = StoreCapability.LAST_LEASE)
  @DisplayName(
      "S4 who asks again after its lease has run out is under no lower epoch, and publishes")
  final void s4WhoLetItsLeaseRunOutGoesOn() {
    StoreCaller holder = harness().caller();
    StoreCaller other = harness().caller();
    long epoch = holder.leads(holder.request(timing().poll())).epoch();
    harness().runOut(timing().poll(), other);
    long again = holder.leads().epoch();
    verdict()
        .that(
            again >= epoch,
            "a lease that had run out was granted to its holder again under the epoch "
                + again
                + ", below "
                + epoch);
    holder.published(holder.entry(again, 1));
  }

  @Test
  @StoreRule(value = "S4", disturbs = Disturbance.DATA)
  @DisplayName("S4 a new epoch lies above the floor, also after a loss of all data")
  final void s4EpochsPassTheFloor() {
    StoreCaller holder = harness().caller();
    long first = holder.leads().epoch();
    for (long floor : List.of(first + 1, first + 100_000)) {
      demandAbove(
          holder.leads(holder.requestAbove(floor)),
          floor,
          "the floor of a holder that has observed later ones");
    }
    long last = holder.leads().epoch();
    holder.leaves(last);
    StoreCaller next = harness().caller();
    for (long floor : List.of(last, last + 1, last + 100_000)) {
      Held held = next.leads(next.requestAbove(floor));
      demandAbove(held, floor, "the floor of another owner");
      next.leaves(held.epoch());
    }
    for (StoreCaller caller : List.of(holder, next)) {
      harness().wipe();
      long floor = last + 200_000;
      demandAbove(
          caller.leads(caller.requestAbove(floor)), floor, "the floor after a loss of all data");
    }
  }

  @Test
  @StoreRule("S4")
  @DisplayName("S4 a new epoch lies above the floor though the lease before it ran out")
  final void s4EpochsPassTheFloorOfATakeOver() {
    StoreCaller holder = harness().caller();
    StoreCaller next = harness().caller();
    long epoch = holder.leads(holder.request(timing().poll())).epoch();
    long floor = epoch + 100_000;
    demandAbove(
        harness().takeOver(next, next.requestAbove(floor), timing().poll()),
        floor,
        "the floor of one that takes over");
  }

  @Test
  @StoreRule(value = "S4", needs = StoreCapability.STORED_STAMP)
  @DisplayName("S4 a new epoch lies above that of the live entry")
  final void s4EpochsPassTheEntry() {
    StoreCaller filler = harness().caller();
    StoreCaller holder = harness().caller();
    filler.fills(filler.entry(100_000, 1));
    demandAbove(holder.leads(), 100_000, "that of an entry that was filled in");
  }

  private void demandAbove(Held held, long epoch, String what) {
    verdict()
        .that(
            held.epoch() > epoch,
            "a new lease has the epoch " + held.epoch() + ", not above " + epoch + ", " + what);
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
    holder.leaves(held.epoch());
    Held next = other.leads(other.requestAbove(held.epoch()));
    demandNamed(next, other, "after another was given the lease");
    demandNamed(holder.asks(), holder, "after another was given the lease");
    other.discards(next.entry().orElseThrow(() -> verdict().broken("the entry is gone")));
    demandNamed(other.leads(), other, "after a discard");
    demandNamed(holder.asks(), holder, "after a discard");
    holder.fills(holder.entry(0, 0));
    demandNamed(other.leads(), other, "after a fill");
    demandNamed(holder.asks(), holder, "after a fill");
  }

  @Test
  @StoreRule(value = "S6", needs = StoreCapability.STORED_STAMP)
  @DisplayName("S6 an entry keeps its stamp, whoever leads later")
  final void s6AnEntryKeepsItsStamp() {
    StoreCaller holder = harness().caller();
    StoreCaller other = harness().caller();
    Held held = holder.leads();
    EntryStamp stored = holder.published(holder.entry(held.epoch(), 7)).stamp();
    holder.releases(held.epoch());
    Held next = other.leads(other.requestAbove(held.epoch()));
    for (LeaseAnswer answer : List.of(next, other.leads(), holder.asks())) {
      verdict()
          .that(
              answer.entry().equals(Optional.of(stored)),
              "a lease answer names " + answer.entry() + " instead of " + stored);
    }
    for (StoreCaller caller : List.of(holder, other)) {
      demandNamed(caller.asks(), caller, "after another was given the lease");
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
    Entry stored = holder.published(holder.entry(epoch, 1));
    holder.releases(epoch);
    holder.releases(epoch);
    harness().demandStored(other, stored, "after its leader released the lease");
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
    for (long epoch : List.of(former - 1, former + 1, former + 100_000)) {
      first.releases(epoch);
      harness().demandRefused(second, "after a release under the epoch " + epoch);
    }
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

  @Test
  @StoreRule(value = "S8", needs = StoreCapability.RACE_HOOK)
  @DisplayName("S8 one that asks while the holder publishes does not wait")
  final void s8TheRefusedDoNotWaitForAPublish() {
    StoreCaller holder = harness().caller();
    StoreCaller other = harness().caller();
    other.stamp();
    Entry entry = holder.entry(holder.leads().epoch(), 1);
    verdict()
        .inTime(
            harness().race("publish", () -> holder.publishes(entry), other::asks).between(),
            other + " waited for an answer while " + holder + " published");
  }
}

package io.flagcache.conformance.store;

import io.flagcache.conformance.store.StoreHarness.Race;
import io.flagcache.core.store.Entry;
import io.flagcache.core.store.LeaseAnswer;
import io.flagcache.core.store.LeaseAnswer.Held;
import io.flagcache.core.store.StoreStatus.LeaseStatus;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What an operator may end: S22. */
abstract class RevocationRules extends StoreRuleGroup {

  RevocationRules(FlagCacheStoreConformance conformance) {
    super(conformance);
  }

  @Test
  @StoreRule("S22")
  @DisplayName("S22 a revocation ends the lease, and its holder is refused")
  final void s22ARevocationEndsTheLease() {
    StoreCaller holder = harness().caller();
    StoreCaller other = harness().caller();
    long epoch = holder.leads().epoch();
    Entry stored = holder.published(holder.entry(epoch, 1));
    demandRevoked(other, other.leaseFound(), "that lives");
    demandEnded(holder, epoch, stored, other);
    long next = other.leads(other.requestAbove(epoch)).epoch();
    demandAbove(next, epoch);
    demandNotPublished(holder, epoch, "whose lease was revoked, and another leads");
    demandNotPublished(holder, next, "whose lease was revoked, under the next epoch");
    harness().demandStored(other, stored, "after refused publishes");
    demandRevoked(other, other.leaseFound(), "of its own");
    demandEnded(other, next, stored, holder);
  }

  private void demandRevoked(StoreCaller operator, LeaseStatus lease, String which) {
    verdict().that(operator.revokes(lease), "a revocation did not end a lease " + which);
  }

  private void demandEnded(StoreCaller holder, long epoch, Entry stored, StoreCaller other) {
    harness().demandNobodyLeads(other.inspects(), "after it was revoked");
    demandNotPublished(holder, epoch, "whose lease was revoked");
    harness().demandStored(other, stored, "after the lease was revoked");
  }

  private void demandNotPublished(StoreCaller caller, long epoch, String whose) {
    verdict()
        .that(!caller.publishes(caller.entry(epoch, 20)), "an entry was published by one " + whose);
  }

  @Test
  @StoreRule("S22")
  @DisplayName("S22 a late or repeated revocation frees nobody else's lease")
  final void s22OtherRevocationsHaveNoEffect() {
    StoreCaller holder = harness().caller();
    StoreCaller next = harness().caller();
    StoreCaller third = harness().caller();
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
    harness().demandRefused(holder, "after late revocations");
    verdict()
        .that(
            next.publishes(next.entry(nextEpoch, 1)),
            "late revocations freed " + next + "'s lease");
    LeaseStatus present = third.leaseFound();
    demandRevoked(third, present, "that lives");
    demandNotRevoked(third, present, "that was revoked before");
    third.leads(third.requestAbove(nextEpoch));
    demandNotRevoked(next, present, "that was revoked before, while another leads");
    harness().demandRefused(holder, "after a repeated revocation");
  }

  private void demandNotRevoked(StoreCaller operator, LeaseStatus lease, String which) {
    verdict().that(!operator.revokes(lease), "a revocation says that it ended a lease " + which);
  }

  @Test
  @StoreRule(value = "S22", needs = StoreCapability.LAST_LEASE)
  @DisplayName("S22 epochs grow over revocations, and an earlier lease is not the present one")
  final void s22EpochsGrowAndCount() {
    StoreCaller holder = harness().caller();
    StoreCaller other = harness().caller();
    long epoch = holder.leads().epoch();
    LeaseStatus former = other.leaseFound();
    demandRevoked(other, former, "that lives");
    long again = holder.leads().epoch();
    demandAbove(again, epoch);
    demandNotRevoked(other, former, "of the same owner before the present one");
    LeaseStatus later =
        new LeaseStatus(holder.owner(), OptionalLong.of(again + 1), Optional.empty());
    demandNotRevoked(other, later, "of the same owner under a later epoch");
    harness().demandRefused(other, "after the revocation of the holder's lease before");
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
    StoreCaller holder = harness().caller();
    StoreCaller other = harness().caller();
    long epoch = holder.leads().epoch();
    LeaseStatus lease = other.leaseFound();
    holder.leads(holder.request(timing().poll()));
    harness().runOut(timing().poll(), other);
    demandRevoked(other, lease, "that has run out and was given to nobody since");
    demandNotPublished(holder, epoch, "whose lease ran out and was revoked");
    harness().demandAbsent(other, "after a refused publish");
  }

  @Test
  @StoreRule(value = "S22", needs = StoreCapability.RACE_HOOK)
  @DisplayName("S22 a revocation in whose middle another takes over does not free its lease")
  final void s22ARevocationAndATakeOver() {
    StoreCaller holder = harness().caller();
    StoreCaller next = harness().caller();
    StoreCaller operator = harness().caller();
    holder.leads();
    LeaseStatus lease = operator.leaseFound();
    holder.leads(holder.request(timing().poll()));
    harness().runOut(timing().poll(), next);
    Race<Boolean, LeaseAnswer> race =
        harness().race("revocation", () -> operator.revokes(lease), next::asks);
    if (race.rival() instanceof Held) {
      harness().demandRefused(operator, "that another took over in the middle of a revocation");
    }
    verdict().that(next.isGranted(), next + " was refused a lease that was revoked or ran out");
  }

  @Test
  @StoreRule(value = "S22", needs = StoreCapability.RACE_HOOK)
  @DisplayName("S22 a renewal in the middle of a revocation does not save the lease")
  final void s22ARevocationAndARenewal() {
    StoreCaller holder = harness().caller();
    StoreCaller operator = harness().caller();
    long epoch = holder.leads().epoch();
    LeaseStatus lease = operator.leaseFound();
    Race<Boolean, LeaseAnswer> race =
        harness().race("revocation", () -> operator.revokes(lease), holder::asks);
    verdict()
        .that(race.change(), "a revocation did not end a lease that was renewed in its middle");
    demandNotPublished(holder, epoch, "whose lease was renewed in the middle of its revocation");
    harness().demandAbsent(operator, "after a refused publish");
  }
}

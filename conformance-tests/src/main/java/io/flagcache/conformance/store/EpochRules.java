package io.flagcache.conformance.store;

import io.flagcache.conformance.store.StoreFixture.EpochField;
import io.flagcache.core.store.Entry;
import io.flagcache.core.store.EpochRule;
import io.flagcache.core.store.LeaseAnswer.Held;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What becomes of epochs that are stored and wrong: S23. */
abstract class EpochRules extends StoreRuleGroup {

  /** What no fleet has counted up to, and what is no number; nothing stands for a missing one. */
  private static final List<String> DAMAGED =
      List.of(
          "-1",
          "-9223372036854775808",
          "9007199254740992",
          "9007199254740993",
          "9223372036854775806",
          "9223372036854775807",
          "seven",
          "7.0",
          "");

  EpochRules(FlagCacheStoreConformance conformance) {
    super(conformance);
  }

  @Test
  @StoreRule(value = "S23", needs = StoreCapability.FORGED_EPOCHS)
  @DisplayName("S23 a holder whose lease has a damaged epoch goes on under one that counts")
  final void s23AHolderGetsOverADamagedEpoch() {
    for (String damaged : DAMAGED) {
      String key = harness().serviceKey() + "-" + DAMAGED.indexOf(damaged);
      StoreCaller holder = harness().caller(key);
      StoreCaller other = harness().caller(key);
      long epoch = holder.leads().epoch();
      if (harness().forgeEpoch(key, EpochField.LEASE, damaged)) {
        String circumstances = "after its lease had the epoch '" + damaged + "'";
        Held held = demandLeads(holder, epoch, circumstances);
        ends(holder, held.epoch());
        demandLeads(other, held.epoch(), circumstances);
      }
    }
  }

  @Test
  @StoreRule(value = "S23", needs = StoreCapability.FORGED_EPOCHS)
  @DisplayName("S23 a free lease with a damaged epoch is granted under one that counts")
  final void s23AFreeLeaseIsGrantedInSpiteOfADamagedEpoch() {
    for (String damaged : DAMAGED) {
      String key = harness().serviceKey() + "-" + DAMAGED.indexOf(damaged);
      StoreCaller former = harness().caller(key);
      StoreCaller next = harness().caller(key);
      long epoch = former.leads().epoch();
      Entry entry = former.published(former.entry(epoch, 1));
      former.releases(epoch);
      if (harness().forgeEpoch(key, EpochField.LEASE, damaged)) {
        harness().demandStored(next, entry, "while the lease had the epoch '" + damaged + "'");
        demandLeads(next, epoch, "after a lease with the epoch '" + damaged + "'");
      }
    }
  }

  @Test
  @StoreRule(value = "S23", needs = StoreCapability.FORGED_EPOCHS)
  @DisplayName("S23 an entry with a damaged epoch keeps nobody from leading and publishing")
  final void s23AnEntryWithADamagedEpochIsReplaced() {
    for (String damaged : DAMAGED) {
      String key = harness().serviceKey() + "-" + DAMAGED.indexOf(damaged);
      StoreCaller holder = harness().caller(key);
      StoreCaller next = harness().caller(key);
      long epoch = holder.leads().epoch();
      holder.published(holder.entry(epoch, 1));
      if (harness().forgeEpoch(key, EpochField.ENTRY, damaged)) {
        String circumstances = "beside an entry with the epoch '" + damaged + "'";
        next.stamp();
        holder.leads();
        ends(holder, epoch);
        demandLeads(next, epoch, circumstances);
      }
    }
  }

  @Test
  @StoreRule(value = "S23", needs = StoreCapability.FORGED_EPOCHS)
  @DisplayName("S23 a new lease has an epoch above that of an entry that is ahead of it")
  final void s23AnEntryAheadOfTheLease() {
    StoreCaller former = harness().caller();
    StoreCaller next = harness().caller();
    long epoch = former.leads().epoch();
    former.published(former.entry(epoch, 1));
    former.releases(epoch);
    long ahead = epoch + 100_000;
    if (harness().forgeEpoch(harness().serviceKey(), EpochField.ENTRY, Long.toString(ahead))) {
      demandLeads(next, epoch, ahead, "after an entry that was ahead of its lease");
    }
  }

  /** Ends a lease that was granted and renewed once; that one release does is for S2 to judge. */
  private static void ends(StoreCaller holder, long epoch) {
    holder.releases(epoch);
    holder.releases(epoch);
  }

  private Held demandLeads(StoreCaller caller, long floor, String circumstances) {
    return demandLeads(caller, floor, floor, circumstances);
  }

  /** Demands a lease that stays as it is, and under which it is published. */
  private Held demandLeads(StoreCaller caller, long floor, long above, String circumstances) {
    Held held = caller.leads(caller.requestAbove(floor));
    verdict()
        .that(
            held.epoch() > above && EpochRule.plausible(held.epoch()) == held.epoch(),
            caller
                + " got the epoch "
                + held.epoch()
                + ", not one above "
                + above
                + " that counts, "
                + circumstances);
    Held again = caller.leads(caller.requestAbove(held.epoch()));
    verdict()
        .that(
            again.epoch() == held.epoch(),
            "a renewal changed the epoch from "
                + held.epoch()
                + " to "
                + again.epoch()
                + " "
                + circumstances);
    Entry entry = caller.published(caller.entry(held.epoch(), 2));
    harness().demandStored(caller, entry, "that it published " + circumstances);
    return held;
  }
}

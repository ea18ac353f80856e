package io.flagcache.conformance.store;

import static io.flagcache.conformance.rule.ConformanceRule.must;
import static io.flagcache.conformance.rule.ConformanceRule.should;

import io.flagcache.conformance.internal.JudgedRule;
import io.flagcache.conformance.internal.RuleBook;
import io.flagcache.conformance.internal.RuleOrder;
import io.flagcache.conformance.rule.ConformanceRule;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** All rules of the store primitives, in their order. */
public final class StoreRules {

  private static final List<ConformanceRule<StoreCapability>> ALL =
      List.of(
          must(
              "S1",
              "A lease that nobody holds is granted to exactly one of any number of owners that ask"
                  + " at the same moment, and to no other owner while it lives.",
              StoreCapability.RACE_HOOK),
          must(
              "S2",
              "The holder that asks again is granted the same lease under the same epoch, any"
                  + " number of times, and one release ends it."),
          must(
              "S3",
              "A lease ends when the time is over for which it was last granted or renewed, neither"
                  + " earlier nor later; the next owner that asks is granted it. Nothing else prolongs"
                  + " it."),
          must(
              "S4",
              "A new lease has an epoch greater than the request's floor, than that of the live entry,"
                  + " and than that of every lease before it, which may have been released or have"
                  + " run out. A holder whose epoch lies below the floor is granted a new one.",
              StoreCapability.LAST_LEASE,
              StoreCapability.STORED_STAMP),
          must(
              "S5",
              "Granting or renewing a lease lets the time-to-live of the live entry start anew, in"
                  + " the same step. Refusing it does not, and an entry whose time is over stays"
                  + " absent."),
          must(
              "S6",
              "A lease answer, granted or not, a stamp that is asked for and a read all name the"
                  + " same live entry, or that there is none.",
              StoreCapability.STORED_STAMP),
          must(
              "S7",
              "A release ends the lease at once if owner and epoch are those of the present lease,"
                  + " and has no effect otherwise: late, repeated or another's, it frees nobody"
                  + " else's lease.",
              StoreCapability.RACE_HOOK),
          must(
              "S8",
              "An owner that is not granted the lease is told so at once, also while another is"
                  + " just being given it.",
              StoreCapability.RACE_HOOK),
          must(
              "S9",
              "An entry is published, in place of the present one, if owner and epoch are those of"
                  + " the present lease, or of one that has run out and was not given to anyone"
                  + " since. Otherwise it is refused and changes nothing. Check and write are one"
                  + " step.",
              StoreCapability.LAST_LEASE,
              StoreCapability.STORED_STAMP,
              StoreCapability.RACE_HOOK),
          must(
              "S10",
              "An entry is filled in if there is no live one, whoever leads; a live one stays as it"
                  + " is. Of any number that fill at the same moment exactly one does.",
              StoreCapability.RACE_HOOK),
          must(
              "S11",
              "A read gives the stored payload back byte for byte, up to 10 MB, with the stamp it"
                  + " was stored with: the old entry or the new one, never a mix. If it says how"
                  + " long ago that was, it is right.",
              StoreCapability.STORED_STAMP),
          should(
              "S12",
              "A reader that names the stamp of the live entry is told that it is unchanged, without"
                  + " the payload."),
          must(
              "S13",
              "An entry is discarded if it still has the given stamp, and no other one is.",
              StoreCapability.STORED_STAMP,
              StoreCapability.RACE_HOOK),
          must(
              "S14",
              "An entry that is neither stored again nor led for is absent when its time-to-live is"
                  + " over, for everything that asks for it, and not earlier."),
          must("S15", "Stores with different service keys never see each other."),
          must(
              "S16",
              "A primitive returns or throws before its deadline has passed, even while the backend"
                  + " hangs; when the backend goes on, so does the store.",
              StoreCapability.BACKEND_HANG),
          must(
              "S17",
              "A primitive that cannot ask the backend throws, and makes no answer up; when the"
                  + " backend is in reach again, so is the store.",
              StoreCapability.BACKEND_OUTAGE),
          must(
              "S18",
              "A primitive that was carried out, and whose reply was lost, can be repeated: a lease"
                  + " that was granted is the owner's under an epoch with which it can publish, an"
                  + " entry that was published is published, and one that was filled in is there.",
              StoreCapability.LOST_REPLY),
          must(
              "S19",
              "Closing a store ends neither its lease nor its entry, and other stores go on, also"
                  + " those that share a client with it."),
          must(
              "S20",
              "Credentials never appear in toString or in the text of a failure.",
              StoreCapability.CREDENTIALS,
              StoreCapability.BACKEND_OUTAGE),
          must(
              "S21",
              "An inspection names owner and epoch of the present lease, and nobody if it was"
                  + " released, or has run out and the store tells how long leases have left. It"
                  + " names the stamp of the live entry and the length of its payload, or no entry."
                  + " The times that it tells are right. It changes nothing: neither lease nor entry"
                  + " lives longer or shorter for it.",
              StoreCapability.LAST_LEASE),
          must(
              "S22",
              "A revocation ends the lease that an inspection found, whoever holds it, if owner and"
                  + " epoch are still those of the present lease, or of one that has run out and was"
                  + " not given to anyone since, and says so: what its holder publishes is refused,"
                  + " and a new lease has a greater epoch. Otherwise it says no and frees nobody's"
                  + " lease. The entry stays. Check and write are one step.",
              StoreCapability.LAST_LEASE,
              StoreCapability.RACE_HOOK),
          must(
              "S23",
              "A stored epoch that no fleet can have reached, or that is no number, counts as"
                  + " absent, be it the lease's or the entry's: the next owner that asks is granted"
                  + " the lease if it is free or its own, under an epoch above its floor that it"
                  + " keeps when it asks again, and publishes under it.",
              StoreCapability.FORGED_EPOCHS),
          must(
              "S24",
              "Whatever stands in a field of lease or entry, no primitive fails for good: what cannot"
                  + " be right counts as absent, and when the length of a lease is over an owner that"
                  + " asks is granted it, publishes, and is read.",
              StoreCapability.STORED_FIELDS),
          must(
              "S25",
              "A payload longer than the settings allow is not returned: a read names its stamp, its"
                  + " length and the start of it, or no entry, and the holder can replace it.",
              StoreCapability.STORED_FIELDS),
          must(
              "S26",
              "Nothing that is stored is deserialized by Java's serialization, and nothing of it"
                  + " reaches toString or the text of a failure with control or format characters in"
                  + " it.",
              StoreCapability.STORED_FIELDS));

  static final RuleBook<StoreCapability> BOOK =
      new RuleBook<>(
          ALL,
          test ->
              Optional.ofNullable(test.getAnnotation(StoreRule.class))
                  .map(
                      rule ->
                          new JudgedRule<>(
                              rule.value(), Set.of(rule.needs()), Set.of(rule.disturbs()))));

  private StoreRules() {}

  /** Runs tests in the order of the rules. */
  static final class Order extends RuleOrder {
    Order() {
      super(BOOK);
    }
  }

  /**
   * All rules.
   *
   * @return the rules in their order; unmodifiable
   */
  public static List<ConformanceRule<StoreCapability>> all() {
    return ALL;
  }

  /**
   * Finds a rule.
   *
   * @param id for example {@code S1}
   * @return the rule, if there is one
   */
  public static Optional<ConformanceRule<StoreCapability>> find(String id) {
    return ALL.stream().filter(rule -> rule.id().equals(id)).findFirst();
  }
}

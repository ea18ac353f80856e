package io.flagcache.conformance.store;

import io.flagcache.conformance.internal.Concurrently;
import io.flagcache.conformance.rule.Disturbance;
import io.flagcache.conformance.store.StoreCaller.Primitive;
import io.flagcache.core.store.Entry;
import io.flagcache.core.store.EntryStamp;
import io.flagcache.core.store.FlagCacheStore;
import io.flagcache.core.store.LeaseAnswer.Held;
import io.flagcache.core.store.StoreStatus.LeaseStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What happens while the backend fails, and at the end: S16 to S20. */
abstract class FaultRules extends StoreRuleGroup {

  FaultRules(FlagCacheStoreConformance conformance) {
    super(conformance);
  }

  /** A primitive, and whether it asks the backend for the holder of the lease alone. */
  private record Named(String name, boolean ofHolder, Primitive<Object> primitive) {}

  /** All primitives that ask the backend, as the present holder of the lease calls them. */
  private static List<Named> primitives(StoreCaller holder, long epoch) {
    Entry entry = holder.entry(epoch, 9);
    Optional<EntryStamp> known = Optional.of(holder.stamp().orElse(entry.stamp()));
    LeaseStatus lease = holder.leaseFound();
    Duration ttl = StoreCaller.ENTRY_TTL;
    return List.of(
        new Named(
            "lease request", false, (store, due) -> store.acquireOrRenew(holder.request(), due)),
        new Named("publish", true, (store, due) -> store.publish(holder.owner(), entry, ttl, due)),
        new Named("publishIfAbsent", false, (store, due) -> store.publishIfAbsent(entry, ttl, due)),
        new Named("read", false, (store, due) -> store.read(Optional.empty(), due)),
        new Named("read of what is known", false, (store, due) -> store.read(known, due)),
        new Named("stamp", false, FlagCacheStore::stamp),
        new Named("inspection", false, FlagCacheStore::inspect),
        new Named("revocation", false, (store, due) -> store.revoke(lease, due)),
        new Named(
            "discard",
            false,
            (store, due) -> {
              store.discard(entry.stamp(), due);
              return entry;
            }),
        new Named(
            "release",
            true,
            (store, due) -> {
              store.release(holder.owner(), epoch, due);
              return epoch;
            }));
  }

  /** What became of a primitive. */
  private record Attempted(String name, Reply<Object> reply) {}

  /** Calls every primitive while the backend fails, all at the same time, since each may wait. */
  private List<Attempted> attemptAllDuring(Runnable fault, StoreCaller holder, long epoch) {
    return attemptAllDuring(fault, holder, epoch, harness().shortestDeadline());
  }

  private List<Attempted> attemptAllDuring(
      Runnable fault, StoreCaller holder, long epoch, Duration deadline) {
    List<Named> all = primitives(holder, epoch);
    List<Named> ofAnyone = all.stream().filter(named -> !named.ofHolder()).toList();
    List<Named> ofHolder = all.stream().filter(Named::ofHolder).toList();
    List<StoreCaller> callers = harness().callers(ofAnyone.size());
    callers.forEach(StoreCaller::stamp);
    fault.run();
    return Concurrently.call(
            verdict(),
            timing().millis(20_000),
            callers.size() + 1,
            number ->
                number < callers.size()
                    ? List.of(attempt(callers.get(number), ofAnyone.get(number), deadline))
                    : ofHolder.stream().map(named -> attempt(holder, named, deadline)).toList())
        .stream()
        .flatMap(List::stream)
        .toList();
  }

  private static Attempted attempt(StoreCaller caller, Named named, Duration deadline) {
    return new Attempted(named.name(), caller.attempt(named.name(), deadline, named.primitive()));
  }

  @Test
  @StoreRule(value = "S16", needs = StoreCapability.BACKEND_HANG, disturbs = Disturbance.SERVER)
  @DisplayName("S16 every primitive ends before its deadline while the backend hangs")
  final void s16PrimitivesEndInTime() {
    StoreCaller holder = harness().caller();
    long epoch = holder.leads().epoch();
    holder.published(holder.entry(epoch, 1));
    Duration deadline = timing().deadline(2000);
    // Less than two requests take that are each given the whole deadline.
    Duration most = deadline.multipliedBy(3).dividedBy(2);
    for (Attempted attempted : attemptAllDuring(harness()::hangBackend, holder, epoch, deadline)) {
      Duration took = attempted.reply().took();
      verdict()
          .inTime(
              took.compareTo(most) < 0,
              "a " + attempted.name() + " took " + took + ", but its deadline was " + deadline);
    }
    harness().continueBackend();
    harness().awaitRecovery();
    demandGoesOn(holder, epoch);
  }

  /** What was asked for during the fault may still be done, a release for example. */
  private void demandGoesOn(StoreCaller holder, long epoch) {
    StoreCaller reader = harness().caller();
    verdict()
        .inTime(
            timing()
                .until(
                    timing().millis(5000),
                    timing().poll(),
                    () -> {
                      if (!(holder.asks(holder.requestAbove(epoch)) instanceof Held held)) {
                        return false;
                      }
                      Entry entry = holder.entry(held.epoch(), 20);
                      return holder.publishes(entry)
                          && reader
                              .readsStamp()
                              .filter(read -> read.hash().equals(entry.stamp().hash()))
                              .isPresent();
                    }),
            holder + " could not lead, publish and be read after the backend returned");
  }

  @Test
  @StoreRule(
      value = "S17",
      needs = StoreCapability.BACKEND_OUTAGE,
      disturbs = Disturbance.CONNECTIONS)
  @DisplayName("S17 every primitive throws while the backend is out of reach")
  final void s17PrimitivesThrow() {
    StoreCaller holder = harness().caller();
    StoreCaller other = harness().caller();
    long epoch = holder.leads().epoch();
    Entry entry = holder.published(holder.entry(epoch, 1));
    harness().demandStored(other, entry, "before the outage");
    for (Attempted attempted : attemptAllDuring(harness()::cutBackend, holder, epoch)) {
      verdict()
          .that(
              attempted.reply().failure() != null,
              "a " + attempted.name() + " did not throw while the backend was out of reach");
    }
    harness().restoreBackend();
    harness().awaitRecovery();
    harness().demandStored(other, entry, "after the outage");
    demandGoesOn(holder, epoch);
  }

  @Test
  @StoreRule(value = "S18", needs = StoreCapability.LOST_REPLY, disturbs = Disturbance.CONNECTIONS)
  @DisplayName("S18 a lease that was granted, but not heard of, is the owner's")
  final void s18ALeaseThatWasNotHeardOf() {
    StoreCaller holder = harness().caller();
    StoreCaller other = harness().caller();
    holder.releases(holder.leads().epoch());
    demandHolds(holder, other, leadsThoughAReplyIsLost(holder));
    demandHolds(holder, other, leadsThoughAReplyIsLost(holder));
  }

  @Test
  @StoreRule(value = "S18", needs = StoreCapability.LOST_REPLY, disturbs = Disturbance.CONNECTIONS)
  @DisplayName("S18 a release that was not heard of has ended the lease, and may be repeated")
  final void s18AReleaseThatWasNotHeardOf() {
    StoreCaller holder = harness().caller();
    StoreCaller other = harness().caller();
    long epoch = holder.leads().epoch();
    asksTwice(
        holder,
        "release",
        (store, due) -> {
          store.release(holder.owner(), epoch, due);
          return epoch;
        });
    verdict()
        .that(other.isGranted(), "a release whose reply was lost, and repeated, freed nothing");
  }

  @Test
  @StoreRule(value = "S18", needs = StoreCapability.LOST_REPLY, disturbs = Disturbance.CONNECTIONS)
  @DisplayName("S18 a revocation that was not heard of has ended the lease, and may be repeated")
  final void s18ARevocationThatWasNotHeardOf() {
    StoreCaller holder = harness().caller();
    StoreCaller other = harness().caller();
    long epoch = holder.leads().epoch();
    LeaseStatus lease = other.leaseFound();
    // Whether that is told to be done again or to have been done before is the store's affair.
    asksTwice(other, "revocation", (store, due) -> store.revoke(lease, due));
    other.leads(other.requestAbove(epoch));
    other.revokes(lease);
    harness().demandRefused(holder, "after the late revocation of the lease before");
  }

  private long leadsThoughAReplyIsLost(StoreCaller holder) {
    asksTwice(holder, "lease request", (store, due) -> store.acquireOrRenew(holder.request(), due));
    return holder.leads().epoch();
  }

  private void demandHolds(StoreCaller holder, StoreCaller other, long epoch) {
    verdict()
        .that(
            !other.isGranted(),
            other + " was granted a lease that " + holder + " had not heard of");
    verdict()
        .that(
            holder.publishes(holder.entry(epoch, 1)),
            "who was granted a lease at the second try could not publish");
  }

  @Test
  @StoreRule(value = "S18", needs = StoreCapability.LOST_REPLY, disturbs = Disturbance.CONNECTIONS)
  @DisplayName("S18 an entry whose reply was lost is published when it is published again")
  final void s18APublishThatWasNotHeardOf() {
    StoreCaller holder = harness().caller();
    StoreCaller reader = harness().caller();
    long epoch = holder.leads().epoch();
    holder.published(holder.entry(epoch, 1));
    Entry entry = holder.entry(epoch, 2);
    boolean published =
        asksTwice(
            holder,
            "publish",
            (store, due) -> store.publish(holder.owner(), entry, StoreCaller.ENTRY_TTL, due));
    verdict().that(published, "a publish whose reply was lost was refused when repeated");
    harness().demandStored(reader, entry, "that was published twice, since a reply was lost");
    EntryStamp stamp = reader.stamp().orElse(entry.stamp());
    asksTwice(
        reader,
        "discard",
        (store, due) -> {
          store.discard(stamp, due);
          return stamp;
        });
    harness().demandAbsent(holder, "that was discarded twice, since a reply was lost");
  }

  @Test
  @StoreRule(value = "S18", needs = StoreCapability.LOST_REPLY, disturbs = Disturbance.CONNECTIONS)
  @DisplayName("S18 an entry that was filled in is there, though its reply was lost")
  final void s18AFillThatWasNotHeardOf() {
    StoreCaller filler = harness().caller();
    StoreCaller reader = harness().caller();
    reader.stamp();
    filler.stamp();
    Entry entry = filler.entry(0, 0);
    // Whether that is told to be done again or to have been done before is the store's affair.
    asksTwice(
        filler,
        "publishIfAbsent",
        (store, due) -> store.publishIfAbsent(entry, StoreCaller.ENTRY_TTL, due));
    harness().demandStored(reader, entry, "that was filled in twice, since a reply was lost");
  }

  /**
   * Asks, loses the reply, and asks again at once; and once more when all stores answer, if the
   * connection that broke was not there again so soon.
   */
  private <T> T asksTwice(StoreCaller caller, String name, Primitive<T> primitive) {
    harness().loseNextReply();
    caller.attempt(name, harness().shortestDeadline(), primitive);
    Reply<T> second = caller.attempt(name, timing().deadline(8000), primitive);
    T told = second.value();
    if (told != null) {
      return told;
    }
    harness().awaitRecovery();
    return caller.call(name, primitive);
  }

  @Test
  @StoreRule("S19")
  @DisplayName("S19 a store that is closed leaves everything to the others")
  final void s19OthersGoOn() {
    StoreCaller closing = harness().caller();
    StoreCaller other = harness().caller();
    Held held = closing.leads();
    Entry entry = closing.published(closing.entry(held.epoch(), 1));
    other.stamp();
    closing.closes();
    harness().demandStored(other, entry, "after the publisher's store was closed");
    verdict()
        .that(!other.isGranted(), "closing a store freed its lease, which a release should do");
    StoreCaller fresh = harness().caller();
    harness().demandStored(fresh, entry, "in a store that was opened after another was closed");
    verdict().that(!fresh.isGranted(), "a store that was opened later was granted a lease");
  }

  @Test
  @StoreRule(
      value = "S20",
      needs = {StoreCapability.CREDENTIALS, StoreCapability.BACKEND_OUTAGE},
      disturbs = Disturbance.CONNECTIONS)
  @DisplayName("S20 neither toString nor failures show a credential")
  final void s20CredentialsAreNotShown() {
    StoreCaller holder = harness().caller();
    long epoch = holder.leads().epoch();
    Set<String> secrets = harness().from("name the credentials", harness().fixture()::secrets);
    demandNoSecret(secrets, "toString()", holder.store().toString());
    for (Attempted attempted : attemptAllDuring(harness()::cutBackend, holder, epoch)) {
      for (Throwable failure = attempted.reply().failure();
          failure != null;
          failure = failure.getCause()) {
        demandNoSecret(secrets, "the failure of a " + attempted.name(), failure.toString());
      }
    }
  }

  private void demandNoSecret(Set<String> secrets, String where, String text) {
    verdict()
        .that(
            secrets.stream().noneMatch(text::contains), where + " shows a credential of the store");
  }
}

package io.flagcache.conformance.reference;

import io.flagcache.conformance.store.StoreFixture;
import io.flagcache.core.FlagCacheStore;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** The table of broken stores: one line for each way to be wrong. */
final class BrokenStores {

  static final List<Broken<StoreFixture>> ALL =
      List.of(
          store("nothing is wrong", ReferenceStore::new),
          backend("a free lease is taken in two steps", BrokenLeases.TakesInTwoSteps::new, "S1"),
          backend("each renewal is a new lease", BrokenLeases.RenewsUnderANewEpoch::new, "S2"),
          backend("each renewal needs a release of its own", BrokenLeases.CountsHolds::new, "S2"),
          backend("leases never end", BrokenBackends.EndlessLeases::new, "S1", "S3", "S4", "S9"),
          backend("leases end too early", BrokenBackends.EarlyLeases::new, "S3"),
          backend("a renewal does not count", BrokenLeases.KeepsTheFirstEnd::new, "S3"),
          backend("epochs begin anew after a release", BrokenLeases.ForgetsEpochs::new, "S4"),
          backend("the floor is ignored", BrokenLeases.IgnoresTheFloor::new, "S4"),
          backend("leading does not keep the entry alive", BrokenBackends.EntriesAge::new, "S5"),
          backend("asking keeps the entry alive", BrokenLeases.RefusedProlong::new, "S5"),
          backend("a renewal revives the entry", BrokenLeases.RevivesTheEntry::new, "S5"),
          store("a refusal names no entry", BrokenStoreAnswers.RefusesWithoutStamp::new, "S6"),
          backend("a release frees whoever leads", BrokenBackends.ReleasesAnybody::new, "S7"),
          backend("a release compares the owner alone", BrokenLeases.ReleasesAnyEpoch::new, "S7"),
          backend("a release checks, then frees", BrokenLeases.ReleasesInTwoSteps::new, "S7"),
          backend("a contender waits for the lock", BrokenLeases.ContendersWait::new, "S8"),
          backend("publishes are not fenced", BrokenBackends.Unfenced::new, "S9"),
          backend("a publish compares the owner alone", BrokenEntries.PublishesAnyEpoch::new, "S9"),
          backend("a publish checks, then stores", BrokenEntries.PublishesInTwoSteps::new, "S9"),
          backend("a lease that ran out is lost", BrokenEntries.DemandsALivingLease::new, "S9"),
          backend("a fill replaces the entry", BrokenBackends.FillsAlways::new, "S9", "S10"),
          backend("a fill checks, then stores", BrokenEntries.FillsInTwoSteps::new, "S10"),
          backend("large payloads are cut off", BrokenEntries.CutsPayloads::new, "S11"),
          backend("stamp and payload are written apart", BrokenEntries.TearsEntries::new, "S11"),
          store("sequences are 32 bits long", BrokenStoreAnswers.ShortSequences::new, "S11"),
          store("ages are wrong", BrokenStoreAnswers.TellsWrongAges::new, "S11"),
          store("known entries are moved again", BrokenStoreAnswers.AlwaysFinds::new, "S12"),
          backend("a discard takes any entry", BrokenEntries.DiscardsAnything::new, "S13"),
          backend("a discard compares the hash alone", BrokenEntries.DiscardsByHash::new, "S13"),
          backend("a discard checks, then deletes", BrokenEntries.DiscardsInTwoSteps::new, "S13"),
          backend("the time-to-live is ignored", BrokenBackends.EndlessEntries::new, "S5", "S14"),
          backend("entries die too early", BrokenEntries.DieEarly::new, "S14"),
          store("service keys are folded", BrokenStoreAnswers.FoldsServiceKeys::new, "S15"),
          backend("deadlines are ignored", BrokenEntries.IgnoresDeadlines::new, "S16"),
          store("an outage reads as absent", BrokenStoreAnswers.MakesAnswersUp::new, "S17"),
          store("a repeated publish is refused", BrokenStoreAnswers.RefusesToRepeat::new, "S18"),
          store("closing wipes the lease", BrokenStoreAnswers.ReleasesWhenClosed::new, "S19"),
          store("failures show a password", BrokenStoreAnswers.ShowsPassword::new, "S20"));

  private BrokenStores() {}

  private static Broken<StoreFixture> store(
      String name, BiFunction<ReferenceBackend, String, FlagCacheStore> store, String... rules) {
    return new Broken<>(
        name, () -> new ReferenceStoreFixture(new ReferenceBackend(), store), Set.of(rules));
  }

  private static Broken<StoreFixture> backend(
      String name, Supplier<ReferenceBackend> backend, String... rules) {
    return new Broken<>(
        name, () -> new ReferenceStoreFixture(backend.get(), ReferenceStore::new), Set.of(rules));
  }
}

package io.flagcache.conformance.reference;

import io.flagcache.conformance.store.StoreFixture;
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
          backend(
              "each renewal is a new lease",
              BrokenLeases.RenewsUnderANewEpoch::new,
              "S2",
              "S22",
              "S23"),
          backend("each renewal needs a release of its own", BrokenLeases.CountsHolds::new, "S2"),
          backend(
              "leases never end",
              BrokenBackends.EndlessLeases::new,
              "S1",
              "S3",
              "S4",
              "S9",
              "S21",
              "S24"),
          backend("leases end too early", BrokenBackends.EarlyLeases::new, "S3", "S21"),
          backend("a renewal does not count", BrokenLeases.KeepsTheFirstEnd::new, "S3"),
          backend("epochs begin anew after a release", BrokenLeases.ForgetsEpochs::new, "S4"),
          backend("the floor is ignored", BrokenLeases.IgnoresTheFloor::new, "S4", "S23"),
          backend("leading does not keep the entry alive", BrokenBackends.EntriesAge::new, "S5"),
          backend("asking keeps the entry alive", BrokenLeases.RefusedProlong::new, "S5"),
          backend("a renewal revives the entry", BrokenLeases.RevivesTheEntry::new, "S5"),
          store("a refusal names no entry", BrokenStoreAnswers.RefusesWithoutStamp::new, "S6"),
          backend("a release frees whoever leads", BrokenBackends.ReleasesAnybody::new, "S7"),
          backend("a release compares the owner alone", BrokenLeases.ReleasesAnyEpoch::new, "S7"),
          backend("a release checks, then frees", BrokenLeases.ReleasesInTwoSteps::new, "S7"),
          backend("a contender waits for the lock", BrokenLeases.ContendersWait::new, "S8"),
          backend("publishes are not fenced", BrokenBackends.Unfenced::new, "S9", "S22"),
          backend("a publish compares the owner alone", BrokenEntries.PublishesAnyEpoch::new, "S9"),
          backend("a publish checks, then stores", BrokenEntries.PublishesInTwoSteps::new, "S9"),
          backend("a lease that ran out is lost", BrokenEntries.DemandsALivingLease::new, "S9"),
          backend("a fill replaces the entry", BrokenBackends.FillsAlways::new, "S9", "S10"),
          backend("a fill checks, then stores", BrokenEntries.FillsInTwoSteps::new, "S10"),
          backend("large payloads are cut off", BrokenEntries.CutsPayloads::new, "S11", "S21"),
          backend("stamp and payload are written apart", BrokenEntries.TearsEntries::new, "S11"),
          store("sequences are 32 bits long", BrokenStoreAnswers.ShortSequences::new, "S11"),
          store("ages are wrong", BrokenStoreAnswers.TellsWrongAges::new, "S11"),
          store("known entries are moved again", BrokenStoreAnswers.AlwaysFinds::new, "S12"),
          backend("a discard takes any entry", BrokenEntries.DiscardsAnything::new, "S13"),
          backend("a discard compares the hash alone", BrokenEntries.DiscardsByHash::new, "S13"),
          backend("a discard checks, then deletes", BrokenEntries.DiscardsInTwoSteps::new, "S13"),
          backend(
              "the time-to-live is ignored",
              BrokenBackends.EndlessEntries::new,
              "S5",
              "S14",
              "S21"),
          backend("entries die too early", BrokenEntries.DieEarly::new, "S14"),
          store("service keys are folded", BrokenStoreAnswers.FoldsServiceKeys::new, "S15"),
          backend("deadlines are ignored", BrokenEntries.IgnoresDeadlines::new, "S16"),
          store("an outage reads as absent", BrokenStoreAnswers.MakesAnswersUp::new, "S17"),
          store("a repeated publish is refused", BrokenStoreAnswers.RefusesToRepeat::new, "S18"),
          store("closing wipes the lease", BrokenStoreAnswers.ReleasesWhenClosed::new, "S19"),
          store("failures show a password", BrokenStoreAnswers.ShowsPassword::new, "S20"),
          backend("inspecting renews the lease", BrokenInspections.RenewTheLease::new, "S21"),
          backend("inspecting prolongs the entry", BrokenInspections.ProlongTheEntry::new, "S21"),
          store("inspections tell the epoch before", BrokenInspections.OtherEpochs::new, "S21"),
          store("inspections leave the epoch out", BrokenInspections.NoEpochs::new, "S21"),
          store("more time is left than the lease", BrokenInspections.MoreThanTheLease::new, "S21"),
          store("dead leases have time left", BrokenInspections.DeadLeases::new, "S21"),
          store("released leases are named", BrokenInspections.ReleasedLeases::new, "S21"),
          store("dead entries are named", BrokenInspections.DeadEntries::new, "S21"),
          store("lengths count the frame", BrokenInspections.OtherLengths::new, "S21"),
          store("ages are another entry's", BrokenInspections.OtherAges::new, "S21"),
          store("a renewal is no touch", BrokenInspections.RenewalsAreNoTouch::new, "S21"),
          store("a renewal is a publish", BrokenInspections.RenewalsArePublishes::new, "S21"),
          store("an outage is inspected as empty", BrokenInspections.MakesStatusUp::new, "S17"),
          backend("revoking does nothing", BrokenRevocations.DoNothing::new, "S18", "S22"),
          backend("revoking says no", BrokenRevocations.SayNo::new, "S22"),
          backend("a revocation compares the owner alone", BrokenRevocations.AnyEpoch::new, "S22"),
          backend("a revocation compares the epoch alone", BrokenRevocations.AnyOwner::new, "S22"),
          backend("a revocation frees whoever leads", BrokenRevocations.Anybody::new, "S18", "S22"),
          backend("who is revoked publishes", BrokenRevocations.LeaveThePublisher::new, "S22"),
          backend("revoking drops the entry", BrokenRevocations.DropTheEntry::new, "S22"),
          backend(
              "a revoked epoch is given again", BrokenRevocations.GiveTheEpochAgain::new, "S22"),
          backend("dead leases are not revoked", BrokenRevocations.SpareDeadLeases::new, "S22"),
          backend("a revocation checks, then frees", BrokenRevocations.CheckThenFree::new, "S22"),
          backend("a renewal saves the lease", BrokenRevocations.GiveWayToRenewals::new, "S22"),
          backend("any epoch is believed", BrokenLeases.BelievesAnyEpoch::new, "S23"),
          backend("any epoch of an entry is believed", BrokenLeases.BelievesTheEntry::new, "S23"),
          backend("the entry's epoch is forgotten", BrokenLeases.ForgetsTheEntry::new, "S23"),
          backend("a damaged epoch is kept", BrokenLeases.KeepsADamagedEpoch::new, "S23"),
          backend("any end of a lease is believed", BrokenBackends.BelievesAnyEnd::new, "S24"),
          backend("the entry's number is counted on", BrokenBackends.CountsOn::new, "S24"),
          store("hashes are taken for long enough", BrokenStoreReads.CutHashes::new, "S24"),
          store("payloads of any length are returned", BrokenStoreReads.ReturnAll::new, "S25"),
          store("the start is too long", BrokenStoreReads.LongStarts::new, "S25"),
          store("stored objects are deserialized", BrokenStoreReads.Deserialize::new, "S26"),
          store("a failure shows what was stored", BrokenStoreReads.TellTheHash::new, "S26"));

  private BrokenStores() {}

  private static Broken<StoreFixture> store(
      String name,
      BiFunction<ReferenceBackend, String, ? extends ReferenceStore> store,
      String... rules) {
    return new Broken<>(
        name,
        () -> new ReferenceStoreFixture(new ReferenceBackend(), store, new ManualTime()),
        Set.of(rules));
  }

  private static Broken<StoreFixture> backend(
      String name, Supplier<ReferenceBackend> backend, String... rules) {
    return new Broken<>(
        name,
        () -> new ReferenceStoreFixture(backend.get(), ReferenceStore::new, new ManualTime()),
        Set.of(rules));
  }
}

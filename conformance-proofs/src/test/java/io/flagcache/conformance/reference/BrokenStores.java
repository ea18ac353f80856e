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
          backend("a later floor takes the lease", BrokenFences.YieldsToTheFloor::new, "S1"),
          backend(
              "owners are cut off",
              BrokenFences.CutsOwners::new,
              "S1",
              "S3",
              "S4",
              "S5",
              "S7",
              "S9",
              "S13",
              "S18",
              "S19",
              "S21",
              "S22",
              "S23"),
          backend(
              "each renewal is a new lease",
              BrokenLeases.RenewsUnderANewEpoch::new,
              "S2",
              "S22",
              "S23"),
          backend("each renewal needs a release of its own", BrokenLeases.CountsHolds::new, "S2"),
          backend(
              "a lease belongs to the thread that was given it",
              BrokenLeases.BelongsToThreads::new,
              "S2",
              "S4",
              "S5",
              "S6",
              "S7",
              "S9",
              "S12",
              "S17",
              "S18",
              "S21",
              "S22",
              "S23"),
          backend(
              "a lease is kept above the floor alone",
              BrokenFences.KeepsOnlyAboveTheFloor::new,
              "S2",
              "S23"),
          backend(
              "a lease follows the entry's epoch",
              BrokenFences.RenewsUnderTheEntry::new,
              "S2",
              "S23"),
          backend(
              "leases are three times too long", BrokenTimes.LongLeases::new, "S1", "S3", "S21"),
          backend("leases are half as long", BrokenTimes.HalfLeases::new, "S3", "S21"),
          backend("a renewal adds to what is left", BrokenTimes.LongRenewals::new, "S3"),
          backend("a renewal counts late in a lease", BrokenTimes.LateRenewals::new, "S3"),
          backend("a renewal counts early in a lease", BrokenTimes.EarlyRenewals::new, "S3"),
          backend("a shorter renewal does not count", BrokenTimes.LatestEnds::new, "S3"),
          backend("a publish renews the lease", BrokenTimes.PublishingRenews::new, "S3"),
          backend("a fill renews the lease", BrokenTimes.FillingRenews::new, "S3"),
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
          backend(
              "a take-over ignores the floor", BrokenFences.IgnoresTheFloorOfATakeOver::new, "S4"),
          backend("the floor itself is granted", BrokenFences.GrantsTheFloor::new, "S4", "S23"),
          backend("leading does not keep the entry alive", BrokenBackends.EntriesAge::new, "S5"),
          backend("asking keeps the entry alive", BrokenLeases.RefusedProlong::new, "S5"),
          backend("a renewal revives the entry", BrokenLeases.RevivesTheEntry::new, "S5"),
          backend("the entry lives as long as the lease", BrokenTimes.ProlongByTheLease::new, "S5"),
          backend(
              "a take-over does not prolong the entry",
              BrokenTimes.TakeOversDoNotProlong::new,
              "S5"),
          backend(
              "a renewal does not prolong the entry", BrokenTimes.RenewalsDoNotProlong::new, "S5"),
          backend("a renewal prolongs a dying entry alone", BrokenTimes.ProlongLate::new, "S5"),
          backend("a renewal adds a life to the entry's", BrokenTimes.ProlongTooMuch::new, "S5"),
          backend("a take-over revives the entry", BrokenTimes.TakeOversRevive::new, "S5"),
          backend(
              "an answer names the lease's epoch as the entry's",
              BrokenStamps.NamesTheEpochOfTheLease::new,
              "S6"),
          backend("the holder is named no entry", BrokenStamps.NamesNothingToTheHolder::new, "S6"),
          store("a refusal names no entry", BrokenStoreAnswers.RefusesWithoutStamp::new, "S6"),
          backend("a release frees whoever leads", BrokenBackends.ReleasesAnybody::new, "S7"),
          backend("a release compares the owner alone", BrokenLeases.ReleasesAnyEpoch::new, "S7"),
          backend(
              "a release under a later epoch frees",
              BrokenFences.ReleasesUnderLaterEpochs::new,
              "S7"),
          backend(
              "a release drops the entry",
              BrokenStamps.ReleasesTheEntry::new,
              "S5",
              "S6",
              "S7",
              "S9",
              "S12",
              "S23"),
          backend("a release checks, then frees", BrokenLeases.ReleasesInTwoSteps::new, "S7"),
          backend("a contender waits for the lock", BrokenLeases.ContendersWait::new, "S8"),
          backend("a contender waits for a publish", BrokenFences.PublishersLock::new, "S8"),
          backend(
              "a contender tries for a while",
              BrokenStoreManners.ContendersTryForAWhile::new,
              "S8"),
          backend("publishes are not fenced", BrokenBackends.Unfenced::new, "S9", "S22"),
          backend("a publish compares the owner alone", BrokenEntries.PublishesAnyEpoch::new, "S9"),
          backend(
              "a publish compares the epoch alone",
              BrokenFences.PublishesForAnyOwner::new,
              "S9",
              "S22"),
          backend(
              "a publish under a later epoch counts",
              BrokenFences.PublishesUnderLaterEpochs::new,
              "S9"),
          backend(
              "anyone publishes when nobody leads",
              BrokenFences.PublishesWhenNobodyLeads::new,
              "S9",
              "S22"),
          backend(
              "a publish compares what is later alone",
              BrokenFences.PublishesAnyLaterEntry::new,
              "S9",
              "S22"),
          backend(
              "the same payload is not stored twice", BrokenStamps.StoresNoHashTwice::new, "S9"),
          backend(
              "sequences grow over epochs", BrokenStamps.WantsGrowingSequences::new, "S9", "S24"),
          backend("a publish checks, then stores", BrokenEntries.PublishesInTwoSteps::new, "S9"),
          backend("a lease that ran out is lost", BrokenEntries.DemandsALivingLease::new, "S9"),
          backend("a fill replaces the entry", BrokenBackends.FillsAlways::new, "S9", "S10"),
          backend(
              "a fill gives way to a leader",
              BrokenStamps.FillsWhenNobodyLeads::new,
              "S10",
              "S14",
              "S17"),
          backend("a fill checks, then stores", BrokenEntries.FillsInTwoSteps::new, "S10"),
          backend("large payloads are cut off", BrokenEntries.CutsPayloads::new, "S11", "S21"),
          backend("payloads are trimmed", BrokenStamps.TrimsPayloads::new, "S11"),
          store("an entry is known by its sequence", BrokenStamps.KnowsBySequence::new, "S11"),
          store("an entry is known by its hash", BrokenStamps.KnowsByHash::new, "S11"),
          store("an entry is known without its hash", BrokenStamps.KnowsWithoutHash::new, "S11"),
          store(
              "an entry is known by half a hash",
              BrokenStamps.KnowsByTheStartOfTheHash::new,
              "S11"),
          store("what is newer is taken for known", BrokenStamps.KnowsWhatIsNewer::new, "S11"),
          store("an entry is as old as its renewal", BrokenStamps.AgeSinceTheRenewal::new, "S11"),
          store("an entry is always new", BrokenStamps.AlwaysNew::new, "S11"),
          backend("stamp and payload are written apart", BrokenEntries.TearsEntries::new, "S11"),
          store("sequences are 32 bits long", BrokenStoreAnswers.ShortSequences::new, "S11"),
          store("ages are wrong", BrokenStoreAnswers.TellsWrongAges::new, "S11"),
          store("known entries are moved again", BrokenStoreAnswers.AlwaysFinds::new, "S12"),
          store(
              "known entries are moved each second time",
              BrokenCosts.FindsEachSecondTime::new,
              "S12"),
          backend("a discard takes any entry", BrokenEntries.DiscardsAnything::new, "S13"),
          backend("a discard compares the hash alone", BrokenEntries.DiscardsByHash::new, "S13"),
          backend("a discard leaves the hash out", BrokenStamps.DiscardsWithoutHash::new, "S13"),
          backend("a discard leaves the epoch out", BrokenStamps.DiscardsWithoutEpoch::new, "S13"),
          backend("a discard takes the lease, too", BrokenStamps.DiscardsTheLease::new, "S13"),
          backend("a discard checks, then deletes", BrokenEntries.DiscardsInTwoSteps::new, "S13"),
          backend(
              "the time-to-live is ignored",
              BrokenBackends.EndlessEntries::new,
              "S5",
              "S14",
              "S21"),
          backend("entries die too early", BrokenEntries.DieEarly::new, "S14"),
          backend(
              "entries are three times too long", BrokenTimes.LongEntries::new, "S5", "S14", "S21"),
          backend("entries live half as long", BrokenTimes.HalfEntries::new, "S5", "S14", "S21"),
          backend("the first publication counts", BrokenTimes.FirstPublicationCounts::new, "S14"),
          backend("reading prolongs the entry", BrokenTimes.ReadingProlongs::new, "S14"),
          backend("a refused fill prolongs", BrokenTimes.RefusedFillsProlong::new, "S14"),
          backend("a refused publish prolongs", BrokenTimes.RefusedPublishesProlong::new, "S14"),
          store("service keys are folded", BrokenStoreAnswers.FoldsServiceKeys::new, "S15"),
          store("punctuation at the end is lost", BrokenStoreManners.DropsPunctuation::new, "S15"),
          store("what follows a colon is lost", BrokenStoreManners.EndsAtAColon::new, "S15"),
          backend("deadlines are ignored", BrokenEntries.IgnoresDeadlines::new, "S16"),
          store("each request has the whole deadline", BrokenStoreManners.CountsAnew::new, "S16"),
          store("a publish has no deadline", BrokenStoreManners.PublishesWithoutEnd::new, "S16"),
          store("an outage reads as absent", BrokenStoreAnswers.MakesAnswersUp::new, "S17"),
          store(
              "what is known is unchanged in an outage", BrokenStamps.KnowsInAnOutage::new, "S17"),
          store("a repeated publish is refused", BrokenStoreAnswers.RefusesToRepeat::new, "S18"),
          store("closing wipes the lease", BrokenStoreAnswers.ReleasesWhenClosed::new, "S19"),
          store("closing drops the entry", BrokenStoreManners.DropsTheEntryWhenClosed::new, "S19"),
          store("closing ends the lease", BrokenStoreManners.EndsItsLeaseWhenClosed::new, "S19"),
          store("failures show a password", BrokenStoreAnswers.ShowsPassword::new, "S20"),
          store("toString shows the URL", BrokenStoreManners.NamesItsUrl::new, "S20"),
          store("a cause shows a password", BrokenStoreManners.PassesTheCauseOn::new, "S20"),
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
          store("the whole lease is always left", BrokenFences.WholeLeasesLeft::new, "S21"),
          store("the whole life is always left", BrokenFences.WholeLivesLeft::new, "S21"),
          store("the first holder is named", BrokenFences.FirstHolders::new, "S21", "S22"),
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
          backend("any epoch is believed", BrokenLeases.BelievesAnyEpoch::new, "S4", "S23"),
          backend("any epoch of an entry is believed", BrokenLeases.BelievesTheEntry::new, "S23"),
          backend("the entry's epoch is forgotten", BrokenLeases.ForgetsTheEntry::new, "S4", "S23"),
          backend("a damaged epoch is kept", BrokenLeases.KeepsADamagedEpoch::new, "S23"),
          backend("any end of a lease is believed", BrokenBackends.BelievesAnyEnd::new, "S24"),
          backend("the entry's number is counted on", BrokenBackends.CountsOn::new, "S24"),
          store("hashes are taken for long enough", BrokenStoreReads.CutHashes::new, "S24"),
          store("payloads of any length are returned", BrokenStoreReads.ReturnAll::new, "S25"),
          store("the start is too long", BrokenStoreReads.LongStarts::new, "S25"),
          store("what is too long is cut to the limit", BrokenCosts.CutsWhatItHas::new, "S25"),
          store("stored objects are deserialized", BrokenStoreReads.Deserialize::new, "S26"),
          store("a failure shows what was stored", BrokenStoreReads.TellTheHash::new, "S26"),
          store("toString names the last owner", BrokenStoreManners.NamesTheLastOwner::new, "S26"));

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

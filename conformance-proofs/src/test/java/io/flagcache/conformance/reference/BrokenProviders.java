package io.flagcache.conformance.reference;

import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.conformance.ConformanceRules;
import io.flagcache.conformance.WorkerSettings;
import io.flagcache.conformance.rule.ConformanceRule;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** The table of broken providers: one line for each way to be wrong. */
final class BrokenProviders {

  static final List<Broken<ReferenceFixture>> ALL =
      List.of(
          worker("nothing is wrong", ReferenceProvider::new),
          worker(
              "everybody leads",
              BrokenWorkers.EverybodyLeads::new,
              "E1",
              "E2",
              "E3",
              "E5",
              "E6",
              "E7",
              "E8",
              "E9",
              "P3",
              "O1",
              "F2",
              "F6",
              "C1",
              "C2",
              "C3",
              "H1",
              "I1",
              "P1",
              "U1",
              "U2"),
          worker("nobody leads", BrokenWorkers.NobodyLeads::new, allRules()),
          worker(
              "all instances are one owner",
              BrokenWorkers.OneOwner::new,
              "E1",
              "E2",
              "E3",
              "E5",
              "E6",
              "E7",
              "E8",
              "E9",
              "O1",
              "F2",
              "F4",
              "F6",
              "C1",
              "I1",
              "P3",
              "P4",
              "P11",
              "U1"),
          backend(
              "the race for a free lease has two winners", BrokenBackends.TwoWinners::new, "E1"),
          new Broken<>(
              "each process has a lease of its own",
              BrokenProcesses::withALeaseInEach,
              Set.of("E1")),
          new Broken<>(
              "each process counts its owners",
              BrokenProcesses::withOwnersCountedInEach,
              Set.of("E1")),
          new Broken<>(
              "a lock of the process guards the lease",
              BrokenProcesses::withALockInEach,
              Set.of("E1")),
          new Broken<>(
              "each version has a cache of its own",
              BrokenUpgrades::withACacheOfItsOwn,
              Set.of("U1", "U2")),
          version("a version changes texts", BrokenUpgrades.ChangesTexts::new, "U2"),
          new Broken<>(
              "a version believes itself alone", BrokenUpgrades::thatBelievesItself, Set.of("U2")),
          version(
              "a version compares entries by number", BrokenUpgrades.ComparesNumbers::new, "U2"),
          version(
              "a version leaves its lease behind", BrokenUpgrades.LeavesItsLease::new, "U1", "U2"),
          version("a version has longer leases", BrokenUpgrades.HasLongerLeases::new, "U1"),
          version("a version starts as a leader", BrokenUpgrades.TakesTheLease::new, "U1", "U2"),
          backend("a release frees whoever leads", BrokenBackends.ReleasesAnybody::new, "E6", "F4"),
          backend(
              "the leader is not known again",
              BrokenBackends.NeverRenews::new,
              "E2",
              "E3",
              "E4",
              "E6",
              "E7",
              "E8",
              "E9",
              "P2",
              "P5",
              "P7",
              "P8",
              "H2",
              "H3",
              "P11",
              "O1",
              "O2",
              "F1",
              "F2",
              "F3",
              "F5",
              "F6",
              "C1",
              "C3",
              "I1",
              "R3",
              "P1",
              "P3",
              "P4",
              "P9",
              "P10",
              "U1"),
          backend(
              "each renewal needs a release of its own",
              BrokenBackends.CountsRenewals::new,
              "E2",
              "E5",
              "F4",
              "P11",
              "P1",
              "P7"),
          backend(
              "a shutdown leaves the lease alone",
              BrokenBackends.NeverReleases::new,
              "E1",
              "E2",
              "E5",
              "E6",
              "P6",
              "P11",
              "O1",
              "O2",
              "F4",
              "F5",
              "C2",
              "P1",
              "P7",
              "U1",
              "U2"),
          backend(
              "leases never end",
              BrokenBackends.EndlessLeases::new,
              "E1",
              "E2",
              "E3",
              "E4",
              "E5",
              "E6",
              "E7",
              "E9",
              "P3",
              "H1",
              "O1",
              "O2",
              "C3",
              "P5",
              "P10",
              "U1"),
          backend("leases end too early", BrokenBackends.EarlyLeases::new, "E2", "E3", "E9"),
          backend(
              "leases last three times too long",
              () -> new BrokenLeaseTimes.Longer(3, 1),
              "E2",
              "E4",
              "E7",
              "P10",
              "U1"),
          backend(
              "leases last half as long again",
              () -> new BrokenLeaseTimes.Longer(3, 2),
              "E2",
              "E4",
              "E7",
              "U1"),
          backend(
              "all leases last for half a minute",
              () -> new BrokenLeaseTimes.Constant(Duration.ofSeconds(30)),
              "E1",
              "E2",
              "E4",
              "E5",
              "E6",
              "E7",
              "E9",
              "H1",
              "P3",
              "O1",
              "O2",
              "C3",
              "P5",
              "P10",
              "U1"),
          backend(
              "no lease lasts for more than a second",
              () -> new BrokenLeaseTimes.Capped(Duration.ofSeconds(1)),
              "E3"),
          worker(
              "the poll interval is the lease",
              BrokenElections.LeadsForAPoll::new,
              "E2",
              "E3",
              "E9"),
          worker(
              "each worker judges by its own lease",
              BrokenElections.JudgesByItsOwnLease::new,
              "E1",
              "E2",
              "E3",
              "E4",
              "E5",
              "E6",
              "E7",
              "P3",
              "O1",
              "O2",
              "C3",
              "U1"),
          backend(
              "a lease is renewed when half of it is over", BrokenLeaseTimes.RenewsLate::new, "E2"),
          backend("renewals add up", BrokenLeaseTimes.AddsUp::new, "E2", "E4", "E7"),
          worker("publishing renews the lease", BrokenElections.RenewsWhenPublishing::new, "E7"),
          worker(
              "whoever reads renews the leader's lease",
              BrokenElections.ReadingRenewsAnybodys::new,
              "E4",
              "E7",
              "C3"),
          worker(
              "whoever asks renews the leases of its process",
              BrokenElections.RenewsAllOfItsProcess::new,
              "E2",
              "E3",
              "E4",
              "E5",
              "E6",
              "E7",
              "E9",
              "H1",
              "P3",
              "O1",
              "O2",
              "C3",
              "U1"),
          backend(
              "the race for a lease that ran out has two winners",
              BrokenLeaseTimes.TwoSuccessors::new,
              "E1"),
          backend(
              "the race for a lease that was given up has two winners",
              BrokenLeaseTimes.TwoHeirs::new,
              "E1"),
          worker(
              "what is given up is the first lease", BrokenElections.ReleasesItsFirst::new, "E5"),
          backend(
              "leases are measured by the workers' wall clocks",
              BrokenBackends.WallClocks::new,
              "E9"),
          worker("reading renews the lease", BrokenWorkers.RenewsWhenReading::new, "E7"),
          worker(
              "integers become doubles", BrokenDocuments.IntegersToDoubles::new, "P1", "H3", "U2"),
          worker(
              "unknown members are dropped",
              BrokenDocuments.DropsUnknownMembers::new,
              "P1",
              "H3",
              "U2"),
          worker("a read mixes two documents", BrokenDocuments.Mixes::new, "P2", "P9"),
          backend("writes are not fenced", BrokenBackends.Unfenced::new, "P3", "O1", "U1"),
          backend(
              "a follower's document replaces the entry",
              BrokenBackends.FillsAlways::new,
              "P3",
              "P4",
              "O1"),
          backend(
              "polling does not keep the entry alive", BrokenBackends.EntriesAge::new, "P5", "P10"),
          worker(
              "nothing is published again",
              BrokenWorkers.NeverAgain::new,
              "P6",
              "P8",
              "P11",
              "P9",
              "O1",
              "C1"),
          worker(
              "the leader of an empty cache never resigns", BrokenWorkers.NeverResigns::new, "P7"),
          worker(
              "damaged content fails the read",
              BrokenDocuments.FailsOnDamage::new,
              "P8",
              "C1",
              "H1",
              "H2"),
          worker(
              "absent reads as an empty document",
              BrokenDocuments.ReadsAnEmptyDocument::new,
              "P8",
              "H2",
              "P10",
              "F4",
              "C1",
              "C3",
              "I1"),
          backend(
              "large documents are refused",
              BrokenBackends.RefusesLargeDocuments::new,
              "P9",
              "H3",
              "P2"),
          worker("the limit is not named", BrokenDocuments.UnclearLimit::new, "P9"),
          backend("the TTL is ignored", BrokenBackends.EndlessEntries::new, "P10", "C3"),
          worker(
              "what was received during an outage is forgotten", BrokenWorkers.Forgets::new, "P11"),
          worker(
              "what was refused is published over what is newer",
              BrokenWorkers.NeverForgetsTheRefused::new,
              "O1"),
          worker("what was refused is forgotten", BrokenWorkers.ForgetsTheRefused::new, "O2"),
          worker(
              "a hanging backend blocks the caller for ever",
              BrokenWorkers.BlocksForEver::new,
              "F1"),
          worker("stages are awaited in the call", BrokenCalls.AwaitsItsStages::new, "F1"),
          worker(
              "a leader's shutdown waits for the backend",
              BrokenCalls.LeavesLeadershipSlowly::new,
              "F1"),
          worker("HOLD never ends", BrokenWorkers.HoldsForEver::new, "F2"),
          worker(
              "HOLD ends after half of its time",
              (backend, settings) -> new BrokenFailures.HoldsFor(1, backend, settings),
              "F2"),
          worker(
              "HOLD lasts half as long again",
              (backend, settings) -> new BrokenFailures.HoldsFor(3, backend, settings),
              "F2"),
          worker("HOLD keeps the first document", BrokenFailures.HoldsTheFirst::new, "F2"),
          worker("null is thrown back", BrokenWorkers.ThrowsBack::new, "F3"),
          worker("an outage reads as none", BrokenFailures.ReadsNoneInOutages::new, "F3"),
          worker(
              "a leader says that it published what it keeps",
              BrokenFailures.SaysThatItPublished::new,
              "F3"),
          worker("an outage reads as null", BrokenFailures.ReturnsNull::new, "F2", "F3", "I2"),
          worker(
              "an outage is thrown at the caller",
              BrokenWorkers.ThrowsInOutages::new,
              "F2",
              "F3",
              "P11",
              "C3",
              "I2"),
          worker(
              "a waiting read keeps the shutdown waiting",
              BrokenWorkers.WaitsOnItsOnlyThread::new,
              "F4",
              "C1"),
          worker(
              "what is under way at a shutdown fails", BrokenCalls.FailsWhatIsUnderWay::new, "F4"),
          worker(
              "a question that is under way at a shutdown brings the lease back",
              BrokenCalls.AsksWhileItLeaves::new,
              "F4"),
          worker("a document is stored after the shutdown", BrokenWorkers.WritesLate::new, "F4"),
          worker("a lost reply is taken for a failure", BrokenWorkers.NeverReadsBack::new, "F5"),
          worker("a lost reply is taken for no", BrokenFailures.TakesSilenceForNo::new, "F5"),
          worker("a lost reply ends a shutdown", BrokenFailures.TidiesBeforeItLeaves::new, "F5"),
          worker(
              "an interrupted caller is thrown at", BrokenWorkers.ThrowsWhenInterrupted::new, "F6"),
          worker("a thread stays behind", BrokenWorkers.LeavesAThread::new, "F6"),
          worker("a leader's thread stays behind", BrokenWorkers.LeavesAThreadAsLeader::new, "F6"),
          worker(
              "a leader's connection stays behind",
              BrokenWorkers.LeavesAConnectionAsLeader::new,
              "F6"),
          worker(
              "each document takes a connection", BrokenWorkers.ConnectsForEachDocument::new, "F6"),
          worker("questions share a stage", BrokenCalls.SharesStages::new, "F6"),
          worker("waiting reads share a stage", BrokenCalls.SharesWaitingReads::new, "F6"),
          worker("a cancelled call stops the worker", BrokenCalls.StopsWhenCancelled::new, "F6"),
          worker("a connection stays behind", BrokenWorkers.LeavesAConnection::new, "F6"),
          worker("a cold start does not wait", BrokenWorkers.NeverWaits::new, "C1"),
          worker("a wait for a first document fails", BrokenWorkers.WaitsTooLong::new, "C1"),
          worker(
              "a wait for a first document lasts for its whole time",
              BrokenStarts.LooksAtTheEnd::new,
              "C1"),
          worker(
              "nobody waits for what replaces damage",
              BrokenStarts.WaitsOnlyForTheFirst::new,
              "C1"),
          worker("a fresh worker leads at once", BrokenWorkers.StartsCold::new, "C2"),
          worker(
              "a fresh worker leads at once if the entry is old",
              BrokenStarts.StartsWarmIfYoung::new,
              "C2"),
          worker(
              "a fresh worker leads at once if nobody does",
              BrokenStarts.StartsWarmIfSomebodyLeads::new,
              "C2"),
          worker(
              "a fresh worker is told no twice",
              BrokenStarts.StartsWarmTwice::new,
              "E2",
              "E5",
              "F2",
              "F4",
              "C1",
              "C2",
              "U1"),
          worker("a reader takes part", BrokenWorkers.TakesPartAsReader::new, "C3"),
          worker("a reader has to ask first", BrokenWorkers.ReaderHasToAsk::new, "C3"),
          worker("a reader fills an empty cache", BrokenStarts.FillsAsReader::new, "C3"),
          worker("a reader keeps an entry alive", BrokenStarts.ProlongsAsReader::new, "C3"),
          worker("a reader takes damage away", BrokenStarts.DiscardsAsReader::new, "C3"),
          worker(
              "a reader is elected in an outage", BrokenStarts.FetchesAsReaderInOutages::new, "C3"),
          backend("any end of a lease is believed", BrokenBackends.BelievesAnyEnd::new, "H1"),
          backend("the entry's number is counted on", BrokenBackends.CountsOn::new, "H1"),
          worker("hashes are taken for long enough", BrokenReaders.CutsHashes::new, "H1"),
          worker(
              "long content is moved before it is judged",
              BrokenReaders.MovesWhateverThereIs::new,
              "R2"),
          worker("what is read has no limit", BrokenReaders.ReadsAnyLength::new, "H2", "R2"),
          worker("what nobody can read is stored", BrokenReaders.WritesWhatNobodyReads::new, "H3"),
          worker("long names are stored", BrokenReaders.ForgetsNames::new, "H3"),
          worker("a refusal takes the entry away", BrokenReaders.RefusesAndDeletes::new, "H3"),
          worker("a refusal is kept secret", BrokenReaders.SwallowsRefusals::new, "H3"),
          worker("a refusal says nothing", BrokenReaders.RefusesWithoutMessage::new, "H3"),
          worker("stored objects are deserialized", BrokenReaders.Deserializes::new, "H4"),
          worker("toString shows what was read", BrokenReaders.ShowsWhatItRead::new, "H4"),
          worker("a failure shows what was stored", BrokenReaders.TellsTheHash::new, "H4"),
          worker("service keys are cut off", BrokenWorkers.CutsServiceKeys::new, "I1"),
          worker("service keys are folded", BrokenWorkers.FoldsServiceKeys::new, "I1"),
          worker("a pattern finds service keys", BrokenWorkers.MatchesServiceKeys::new, "I1"),
          worker("a lock is a service key, too", BrokenWorkers.JoinsServiceKeys::new, "I1"),
          worker("toString shows a password", BrokenWorkers.ShowsPassword::new, "I2"),
          worker("an unchanged document is read again", BrokenDocuments.DecodesAgain::new, "R1"),
          worker("each third read decodes again", BrokenCosts.DecodesEachThird::new, "R1"),
          worker("a read asks for the stamp before", BrokenCosts.LooksBeforeReading::new, "R1"),
          worker("long content is read to be measured", BrokenCosts.MeasuresByReading::new, "R2"),
          worker("a leader reads at each poll", BrokenStarts.ReadsAsLeader::new, "R3"),
          worker("a leader publishes at each poll", BrokenStarts.PublishesAtEachPoll::new, "R3"),
          worker(
              "a leader's poll takes six round trips",
              BrokenStarts.AsksSixTimesAsLeader::new,
              "R3"));

  /** What only a fleet shows; no rule of the kit for one provider asks for it. */
  static final List<Broken<ReferenceFixture>> SEEN_IN_A_FLEET =
      List.of(
          worker(
              "a document that is back is taken for an old one",
              BrokenWorkers.TakesForOldWhatIsBack::new,
              "O2"));

  private BrokenProviders() {}

  static Broken<ReferenceFixture> worker(
      String name,
      BiFunction<ReferenceBackend, WorkerSettings, FlagDefinitionCacheProvider> worker,
      String... rules) {
    return new Broken<>(
        name,
        () -> new ReferenceFixture(new ReferenceBackend(), worker, new ManualTime()),
        Set.of(rules));
  }

  static Broken<ReferenceFixture> backend(
      String name, Supplier<ReferenceBackend> backend, String... rules) {
    return new Broken<>(
        name,
        () -> new ReferenceFixture(backend.get(), ReferenceProvider::new, new ManualTime()),
        Set.of(rules));
  }

  /** Keeps all rules among workers of one version. */
  private static Broken<ReferenceFixture> version(
      String name,
      BiFunction<ReferenceBackend, WorkerSettings, FlagDefinitionCacheProvider> other,
      String... rules) {
    return new Broken<>(
        name,
        () ->
            new ReferenceFixture(new ReferenceBackend(), ReferenceProvider::new, new ManualTime())
                .withOtherVersion(other),
        Set.of(rules));
  }

  private static String[] allRules() {
    return ConformanceRules.all().stream().<String>map(ConformanceRule::id).toArray(String[]::new);
  }
}

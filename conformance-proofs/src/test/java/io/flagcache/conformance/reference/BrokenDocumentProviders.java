package io.flagcache.conformance.reference;

import static io.flagcache.conformance.reference.BrokenProviders.backend;
import static io.flagcache.conformance.reference.BrokenProviders.worker;

import io.flagcache.conformance.reference.LossyReaders.Loss;
import io.flagcache.conformance.reference.LossyReaders.Lossy;
import java.util.List;
import java.util.Map;

/** The table of providers that are wrong about documents and entries in one case. */
final class BrokenDocumentProviders {

  static final List<Broken<ReferenceFixture>> ALL =
      List.of(
          backend("a free lease is taken in two steps", BrokenChanges.AsksThenAcquires::new, "E1"),
          backend("a lease is released in two steps", BrokenChanges.AsksThenReleases::new, "E6"),
          lossy(
              "empty members are lost",
              LossyReaders.ofMembers((name, value) -> isEmpty(value)),
              "U2"),
          lossy(
              "the empty name is lost",
              LossyReaders.ofMembers((name, value) -> name.isEmpty()),
              "U2"),
          lossy(
              "a name that is a property of objects is lost",
              LossyReaders.ofMembers((name, value) -> name.equals("__proto__"))),
          lossy("names of one normal form are one", LossyReaders.ofNormalForms()),
          lossy("names of one hash are one", LossyReaders.ofEqualHashes()),
          lossy("dates are read as such", LossyReaders.ofOffsets()),
          lossy("long texts are cut", LossyReaders.ofLongTexts(), "H3", "U2"),
          lossy("fractions are floating", LossyReaders.ofDigits(), "H3", "U2"),
          lossy("integers have a sign and 63 bits", LossyReaders.ofSigns()),
          lossy("a list has each value once", LossyReaders.ofRepetitions(), "H3", "U2"),
          worker(
              "entries are told by their sequence",
              BrokenPublishers.ComparesSequences::new,
              "P1",
              "P3",
              "O1",
              "U2"),
          worker(
              "entries are told by epoch and sequence",
              BrokenPublishers.ComparesEpochsAndSequences::new,
              "P1"),
          worker(
              "a document that is back is taken for an old one",
              BrokenWorkers.TakesForOldWhatIsBack::new,
              "P1"),
          backend("an entry is read in two steps", BrokenChanges.ReadsInTwoSteps::new, "P2"),
          backend(
              "a document is published in two steps", BrokenChanges.AsksThenPublishes::new, "P3"),
          backend(
              "a document is published in two steps under a lock of the process",
              BrokenChanges.AsksThenPublishesUnderALock::new,
              "E1",
              "P3"),
          backend("writes are fenced by the epoch alone", BrokenChanges.FencesByEpochs::new, "P3"),
          backend("writes are fenced by the entry", BrokenChanges.FencesByEntries::new, "P3"),
          backend("an empty cache is filled in two steps", BrokenChanges.AsksThenFills::new, "P4"),
          backend(
              "a follower's document replaces an entry that nobody leads for",
              BrokenChanges.FillsWhereNobodyLeads::new,
              "P4"),
          backend(
              "taking over does not keep the entry alive",
              BrokenChanges.ProlongsNothingWhenTakenOver::new,
              "P5"),
          worker(
              "the first document is published again",
              BrokenPublishers.PublishesTheFirstAgain::new,
              "P6",
              "P11",
              "O1"),
          worker(
              "a document is published again once", BrokenPublishers.PublishesAgainOnce::new, "P6"),
          worker(
              "what was read is not published again",
              BrokenPublishers.PublishesItsOwnAgain::new,
              "P6",
              "P11",
              "O1"),
          worker("who resigned leads again at once", BrokenPublishers.ResignsForNoTime::new, "P7"),
          worker("who resigned never leads again", BrokenPublishers.ResignsForEver::new, "P7"),
          worker("what can be parsed is taken for whole", BrokenPublishers.TrustsJson::new, "P8"),
          worker("the limit counts characters", BrokenPublishers.CountsCharacters::new, "P9"),
          worker("the limit counts two bytes each", BrokenPublishers.CountsTwoBytesEach::new, "P9"),
          worker("the limit counts compressed bytes", BrokenPublishers.CountsCompressed::new, "P9"),
          worker(
              "what is too long is published again",
              BrokenPublishers.RemembersTheTooLong::new,
              "P9"),
          backend("leading again revives an entry", BrokenChanges.RevivesEntries::new, "P10"),
          backend(
              "polling lets the entry live for a lease",
              BrokenChanges.EntriesLiveForALease::new,
              "P5",
              "P10",
              "O2"),
          backend("the entry lives for two TTLs", BrokenChanges.EntriesLiveTwice::new, "P10"),
          backend("reading keeps the entry alive", BrokenChanges.ReadingProlongs::new, "C3", "P10"),
          worker(
              "an outage's document is kept for ever", BrokenPublishers.KeepsForEver::new, "P11"),
          worker(
              "an outage's document is held and not shown",
              BrokenPublishers.ReadsNothingWhileItHolds::new,
              "P11"),
          worker(
              "an outage's document is published over a newer one",
              BrokenPublishers.InsistsOnTheOutages::new,
              "P11"),
          worker(
              "what was refused is compared when its worker leads",
              BrokenPublishers.LooksWhenItLeads::new,
              "O1"),
          worker(
              "reading makes forget what was refused",
              BrokenPublishers.ForgetsWhenItReads::new,
              "O2"),
          worker("service keys of one hash are one", BrokenPublishers.HashesServiceKeys::new, "I1"),
          worker("long service keys are cut", BrokenPublishers.CutsLongServiceKeys::new, "I1"),
          worker("toString shows an encoded password", BrokenPublishers.ShowsAHeader::new, "I2"));

  private BrokenDocumentProviders() {}

  private static Broken<ReferenceFixture> lossy(String name, Loss loss, String... also) {
    String[] rules = new String[also.length + 1];
    rules[0] = "P1";
    System.arraycopy(also, 0, rules, 1, also.length);
    return worker(name, (backend, settings) -> new Lossy(backend, settings, loss), rules);
  }

  private static boolean isEmpty(Object value) {
    return value instanceof Map<?, ?> object && object.isEmpty();
  }
}

package io.flagcache.conformance;

import static io.flagcache.conformance.Documents.named;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.conformance.internal.Concurrently;
import io.flagcache.conformance.internal.JsonDifference;
import io.flagcache.conformance.internal.JsonText;
import io.flagcache.conformance.rule.Disturbance;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is published and by whom: P1 to P4. */
abstract class PublicationRules extends ProviderRuleGroup {

  private static final int READERS = 3;
  private static final int RANDOM_DOCUMENTS = 20;
  private static final int LONGEST_QUOTE = 300;

  PublicationRules(FlagDefinitionCacheProviderConformance conformance) {
    super(conformance);
  }

  @Test
  @Rule("P1")
  @DisplayName("P1 every worker reads what the leader published, as the same JSON value")
  final void p1EveryWorkerReadsTheSameValue() {
    Worker leader = fleet().leader(fleet().lasting());
    Worker follower = fleet().worker();
    Map<String, FlagDefinitionCacheData> all = new LinkedHashMap<>(Documents.difficult());
    for (FlagDefinitionCacheData own : conformance().documents()) {
      all.put("document " + all.size() + " of the provider's own", own);
    }
    all.forEach(
        (what, document) -> {
          leader.receives(document);
          fleet().demandEqual(follower, follower.polls(), document, what);
          Worker fresh = fleet().worker();
          fleet().demandEqual(fresh, fresh.gets(), document, what);
          fleet().demandEqual(leader, leader.gets(), document, what);
        });
  }

  @Test
  @Rule("P1")
  @DisplayName("P1 documents with values of every kind in every place stay the same")
  final void p1RandomDocumentsStayTheSame() {
    Worker leader = fleet().leader(fleet().lasting());
    Worker follower = fleet().worker();
    long seed = RandomDocuments.seedSetting();
    RandomDocuments documents = new RandomDocuments(seed);
    for (int number = 1; number <= RANDOM_DOCUMENTS; number++) {
      FlagDefinitionCacheData document = documents.next();
      if (differenceOnTheWay(leader, follower, document).isPresent()) {
        throw lossOf(leader, follower, document, "random document " + number + " of seed " + seed);
      }
    }
  }

  private AssertionError lossOf(
      Worker leader, Worker follower, FlagDefinitionCacheData document, String what) {
    long end = System.nanoTime() + timing().millis(3000).toNanos();
    FlagDefinitionCacheData smallest =
        SmallerDocuments.smallest(
            document,
            smaller ->
                System.nanoTime() - end < 0
                    && differenceOnTheWay(leader, follower, smaller).isPresent());
    String text = JsonText.of(smallest.document());
    return verdict()
        .broken(
            what
                + " is not read as it was published, as is this part of it: "
                + text.substring(0, Math.min(LONGEST_QUOTE, text.length()))
                + ": "
                + differenceOnTheWay(leader, follower, smallest)
                    .or(() -> differenceOnTheWay(leader, follower, document))
                    .orElse("though not each time"));
  }

  /** Publishes a document, and says how what others read differs from it. */
  private Optional<String> differenceOnTheWay(
      Worker leader, Worker follower, FlagDefinitionCacheData document) {
    leader.receives(document);
    for (Worker reader : List.of(follower, leader)) {
      Optional<FlagDefinitionCacheData> read = reader.polls();
      if (read.isEmpty()) {
        return Optional.of(reader + " read nothing");
      }
      Optional<String> difference = JsonDifference.between(document, read.get());
      if (difference.isPresent()) {
        return difference.map(found -> reader + " found that " + found);
      }
    }
    return Optional.empty();
  }

  @Test
  @Rule("P1")
  @DisplayName("P1 a follower reads each document that takes another's place, whoever publishes it")
  final void p1AFollowerReadsEachDocument() {
    Worker follower = fleet().worker();
    List<Worker> leaders =
        List.of(fleet().leader(fleet().lasting(), named("v1")), fleet().worker(), fleet().worker());
    fleet().demandReads(follower, named("v1"), "when the first leader had published once");
    List<String> names = List.of("v2", "v2", "v1", "v3", "v1");
    for (int i = 0; i < leaders.size(); i++) {
      Worker leader = leaders.get(i);
      fleet().lead(leader);
      String circumstances = "when leader " + (i + 1) + " had published ";
      for (int j = i; j < names.size(); j++) {
        leader.receives(named(names.get(j)));
        fleet()
            .demandSame(
                follower, follower.polls(), named(names.get(j)), circumstances + names.get(j));
        fleet().demandSame(leader, leader.gets(), named(names.get(j)), "that it had published");
      }
      leader.shutsDown();
    }
  }

  @Test
  @Rule(value = "P1", disturbs = Disturbance.DATA)
  @DisplayName("P1 a follower reads what is published first after the backend has lost its data")
  final void p1AFollowerReadsWhatIsNewAfterALoss() {
    fleet().leader(fleet().lasting(), named("v1"));
    Worker follower = fleet().follower(fleet().lasting());
    Worker next = fleet().follower(fleet().lasting());
    fleet().demandReads(follower, named("v1"), "before the loss");
    fleet().wipe();
    fleet().lead(next);
    next.receives(named("v2"));
    fleet()
        .demandReads(
            follower,
            named("v2"),
            "when the first leader after a loss of all data had published for the first time");
  }

  @Test
  @Rule("P2")
  @DisplayName("P2 readers get the old document or the new one, never a mix")
  final void p2ReplacementIsAtomic() throws Exception {
    Worker leader = fleet().leader(fleet().lasting(), Documents.versioned(0));
    List<FlagDefinitionCacheData> versions =
        List.of(Documents.versioned(0), Documents.versioned(1));
    AtomicBoolean done = new AtomicBoolean();
    List<AtomicInteger> counts = new ArrayList<>();
    List<Future<Void>> readers = new ArrayList<>();
    for (int i = 0; i < READERS; i++) {
      Worker reader = fleet().follower(fleet().lasting());
      AtomicInteger count = new AtomicInteger();
      counts.add(count);
      readers.add(Concurrently.start(() -> readUntil(done, reader, count)));
    }
    try {
      for (int i = 1; i <= 20 || (readsLeft(counts) && i <= 500); i++) {
        verdict().that(leader.asks(), "the leader was not elected between two documents");
        leader.receives(versions.get(i % 2));
      }
    } finally {
      done.set(true);
    }
    for (Future<Void> reader : readers) {
      Concurrently.resultOf(verdict(), reader, timing().millis(10_000));
    }
  }

  private static boolean readsLeft(List<AtomicInteger> counts) {
    return counts.stream().anyMatch(count -> count.get() < 20);
  }

  @SuppressWarnings("NullAway") // Void has no value but null.
  private Void readUntil(AtomicBoolean done, Worker reader, AtomicInteger count) {
    while (!done.get()) {
      Optional<FlagDefinitionCacheData> read = reader.polls();
      verdict().that(read.isPresent(), reader + " read nothing while a document was replaced");
      verdict()
          .that(
              Documents.isOneVersion(read.orElseThrow()),
              reader + " read a mix of two documents while one was replaced by the other");
      count.incrementAndGet();
    }
    return null;
  }

  @Test
  @Rule("P3")
  @DisplayName("P3 a superseded leader's document is refused, without an error")
  final void p3ASupersededLeaderIsRefused() {
    Worker stalled = fleet().leader(fleet().shortLived(), named("v1"));
    Worker leader = fleet().worker();
    fleet().takeOver(leader, timing().shortLease().plus(timing().poll()));
    stalled.receives(named("stale"));
    fleet().demandReads(fleet().worker(), named("v1"), "after a superseded leader had published");
    leader.receives(named("v2"));
    stalled.receives(named("stale again"));
    fleet()
        .demandReads(
            fleet().worker(),
            named("v2"),
            "after the leader, and then a superseded one, had published");
    fleet().awaitReads(stalled, named("v2"), "though superseded for more than a lease");
  }

  @Test
  @Rule("P3")
  @DisplayName("P3 a superseded leader stays refused when the leader after it has gone, too")
  final void p3ASupersededLeaderStaysRefused() {
    Worker stalled = fleet().leader(fleet().shortLived(), named("v1"));
    Worker leader = fleet().worker();
    fleet().takeOver(leader, timing().shortLease().plus(timing().poll()));
    leader.receives(named("v2"));
    leader.shutsDown();
    stalled.receives(named("stale"));
    Worker fresh = fleet().worker();
    fleet()
        .demandSame(
            fresh, fresh.gets(), named("v2"), "after a leader superseded long ago had published");
  }

  @Test
  @Rule(value = "P3", disturbs = Disturbance.DATA)
  @DisplayName("P3 who led before a loss of data is refused once another leads after it")
  final void p3WhoLedBeforeALossIsRefused() {
    Worker former = fleet().leader(fleet().lasting(), named("v1"));
    Worker leader = fleet().follower(fleet().lasting());
    fleet().wipe();
    fleet().lead(leader);
    leader.receives(named("v2"));
    for (String stale : List.of("stale", "stale again")) {
      former.receives(named(stale));
      fleet()
          .demandReads(
              fleet().worker(),
              named("v2"),
              "after one had published that led before a loss of all data, though another leads");
    }
    verdict().that(!former.asks(), former + " was elected though another leads since the loss");
    verdict().that(leader.asks(), "the leader lost to one that had led before a loss of all data");
  }

  @Test
  @Rule(value = "P3", needs = Capability.RACE_HOOK)
  @DisplayName("P3 another that takes over in the middle of a publication comes before it or after")
  final void p3ATakeOverInTheMiddle() {
    Worker stalled = fleet().leader(fleet().shortLived(), named("v1"));
    Worker rival = fleet().follower(fleet().lasting());
    timing().pass(timing().shortLease().plus(timing().poll()));
    boolean tookOver =
        fleet()
            .race(
                stalled,
                "publication",
                () -> stalled.receives(named("stale")),
                rival,
                () -> publishesIfItLeads(rival, named("v2")));
    if (tookOver) {
      fleet()
          .demandReads(
              fleet().worker(),
              named("v2"),
              "after another had taken over, and published, in the middle of a publication");
    }
  }

  private static boolean publishesIfItLeads(Worker worker, FlagDefinitionCacheData data) {
    boolean leads = worker.asks();
    if (leads) {
      worker.receives(data);
    }
    return leads;
  }

  @Test
  @Rule("P4")
  @DisplayName("P4 what a follower received replaces no entry either that nobody leads for")
  final void p4NothingIsReplacedWhereNobodyLeads() {
    Worker leader = fleet().leader(fleet().lasting(), named("v1"));
    Worker follower = fleet().follower(fleet().lasting());
    leader.shutsDown();
    follower.receives(named("a follower's"));
    fleet().worker().receives(named("that of a worker that never asked"));
    fleet()
        .demandReads(fleet().worker(), named("v1"), "after workers had received while nobody led");
  }

  @Test
  @Rule(value = "P4", needs = Capability.RACE_HOOK)
  @DisplayName("P4 what the leader publishes in the middle of a fill is not replaced by it")
  final void p4APublicationInTheMiddleOfAFill() {
    Worker leader = fleet().leader(fleet().lasting());
    Worker follower = fleet().follower(fleet().lasting());
    fleet()
        .race(
            follower,
            "fill",
            () -> follower.receives(named("filled")),
            leader,
            () -> publishesIfItLeads(leader, named("v1")));
    fleet()
        .demandReads(
            fleet().worker(),
            named("v1"),
            "after the leader had published in the middle of a fill");
  }

  @Test
  @Rule("P4")
  @DisplayName("P4 what a follower received never replaces an entry")
  final void p4AFollowersDocumentReplacesNothing() {
    Worker leader = fleet().leader(fleet().lasting(), named("v1"));
    Worker follower = fleet().follower(fleet().lasting());
    follower.receives(named("a follower's"));
    fleet().worker().receives(named("that of a worker that never asked"));
    fleet().demandReads(fleet().worker(), named("v1"), "after workers that follow had received");
    leader.receives(named("v2"));
    fleet().demandReads(fleet().worker(), named("v2"), "after the leader had published");
  }

  @Test
  @Rule("P4")
  @DisplayName("P4 what fills an empty cache is replaced by the leader only")
  final void p4AFilledCacheIsReplacedByTheLeaderOnly() {
    WorkerSettings.Builder settings = fleet().lasting().transferDeadline(timing().deadline(2000));
    Worker leader = fleet().leader(settings);
    Worker follower = fleet().follower(settings);
    follower.receives(named("filled"));
    Optional<FlagDefinitionCacheData> filled = fleet().worker(settings).polls();
    if (filled.isPresent()) {
      fleet().worker(settings).receives(named("filled again"));
      fleet()
          .demandReads(
              fleet().worker(settings), named("filled"), "after two followers had received");
    }
    leader.receives(named("v1"));
    fleet()
        .demandReads(
            fleet().worker(settings), named("v1"), "after a fill and the leader's first document");
  }
}

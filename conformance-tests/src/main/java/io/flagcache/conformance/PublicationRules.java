package io.flagcache.conformance;

import static io.flagcache.conformance.Documents.named;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.conformance.internal.Concurrently;
import io.flagcache.conformance.internal.JsonDifference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is published and by whom: P1 to P4. */
abstract class PublicationRules extends ProviderRuleGroup {

  private static final int READERS = 3;

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
          demandEqual(follower, follower.polls(), document, what);
          Worker fresh = fleet().worker();
          demandEqual(fresh, fresh.gets(), document, what);
          demandEqual(leader, leader.gets(), document, what);
        });
  }

  private void demandEqual(
      Worker worker,
      Optional<FlagDefinitionCacheData> read,
      FlagDefinitionCacheData published,
      String what) {
    verdict().that(read.isPresent(), worker + " read nothing when " + what + " was published");
    JsonDifference.between(published, read.orElseThrow())
        .ifPresent(
            difference -> {
              throw verdict().broken(worker + " read another value of " + what + ": " + difference);
            });
  }

  @Test
  @Tag("large")
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

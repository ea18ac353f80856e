package io.flagcache.conformance;

import static io.flagcache.conformance.Documents.named;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.conformance.internal.Await;
import io.flagcache.conformance.internal.Concurrently;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How workers start, and what readers do: C1 to C3. */
abstract class ColdStartRules extends ProviderRuleGroup {

  ColdStartRules(FlagDefinitionCacheProviderConformance conformance) {
    super(conformance);
  }

  @Test
  @Rule("C1")
  @DisplayName("C1 workers that start on an empty cache wait for the first document")
  final void c1ColdWorkersWaitForTheFirstDocument() {
    Duration deadline = timing().deadline(8000);
    Worker leader = fleet().leader(fleet().lasting());
    List<Worker> followers =
        Stream.generate(() -> fleet().follower(fleet().lasting().transferDeadline(deadline)))
            .limit(3)
            .toList();
    List<Future<Optional<FlagDefinitionCacheData>>> reads = new ArrayList<>();
    followers.forEach(follower -> reads.add(Concurrently.start(follower::gets)));
    long start = System.nanoTime();
    boolean early =
        Await.until(
            deadline.dividedBy(20),
            timing().pause(),
            () -> reads.stream().anyMatch(Future::isDone));
    if (early) {
      reads.stream()
          .filter(Future::isDone)
          .forEach(read -> Concurrently.resultOf(verdict(), read, Duration.ZERO));
      verdict()
          .machineKeptUp(
              System.nanoTime() - start < deadline.dividedBy(2).toNanos(),
              "look at reads within half of their deadline");
    }
    verdict()
        .that(
            !early,
            "a worker that started on an empty cache did not wait for the leader's first document");
    leader.receives(named("v1"));
    verdict()
        .machineKeptUp(
            System.nanoTime() - start < deadline.dividedBy(2).toNanos(),
            "publish within half of the deadline of waiting reads");
    for (Future<Optional<FlagDefinitionCacheData>> waiting : reads) {
      Optional<FlagDefinitionCacheData> document =
          Concurrently.resultOf(verdict(), waiting, timing().millis(12_000));
      verdict()
          .that(
              document.filter(read -> Documents.haveSameContent(named("v1"), read)).isPresent(),
              "a worker that waited for the leader's first document read " + document);
    }
  }

  @Test
  @Rule("C1")
  @DisplayName("C1 the wait for a first document that does not come ends with none")
  final void c1TheWaitEndsWithNone() {
    Duration deadline = timing().deadline(2000);
    fleet().leader(fleet().lasting());
    Worker follower = fleet().follower(fleet().lasting().transferDeadline(deadline));
    Outcome<Optional<FlagDefinitionCacheData>> read = follower.tryGet();
    Optional<FlagDefinitionCacheData> document = read.value();
    String what = "the wait for a first document that never came ended with ";
    verdict().inTime(!read.ranOutOfTime(), what + read.failure() + " instead of none");
    verdict()
        .that(
            document != null && document.isEmpty(),
            what + (read.failed() ? read.failure() : document) + " instead of none");
  }

  @Test
  @Rule("C2")
  @DisplayName("C2 a worker that starts with a live entry reads it first, then takes part")
  final void c2AWarmStartReadsFirst() {
    fleet().leader(fleet().lasting(), named("v1")).shutsDown();
    Worker fresh = fleet().worker();
    verdict()
        .that(
            !fresh.asks(),
            "a worker whose first question found a live entry was elected instead of reading"
                + " it");
    fleet().demandSame(fresh, fresh.gets(), named("v1"), "after its first question");
    fleet().lead(fresh);
    Worker next = fleet().worker();
    fleet().demandReads(next, named("v1"), "as a follower of a leader that has not published yet");
  }

  @Test
  @Rule(value = "C3", needs = Capability.READER_ROLE)
  @DisplayName("C3 a reader is never elected, and never writes")
  final void c3AReaderNeverLeadsAndNeverWrites() {
    WorkerSettings.Builder settings = fleet().lasting().transferDeadline(timing().deadline(2000));
    Worker reader = fleet().worker(settings.reader());
    for (int i = 0; i < 3; i++) {
      verdict().that(!reader.asks(), "a reader was elected though nobody leads");
    }
    reader.receives(named("a reader's"));
    Worker leader = fleet().worker(fleet().lasting().transferDeadline(timing().deadline(2000)));
    verdict().that(leader.gets().isEmpty(), "what a reader received was stored");
    fleet().lead(leader);
    leader.receives(named("v1"));
    fleet().demandReads(reader, named("v1"), "as a reader");
    leader.shutsDown();
    for (int i = 0; i < 3; i++) {
      verdict().that(!reader.asks(), "a reader was elected though the leader has gone");
    }
    reader.shutsDown();
  }

  @Test
  @Rule(value = "C3", needs = Capability.READER_ROLE)
  @DisplayName("C3 a reader reads without having asked")
  final void c3AReaderReadsWithoutHavingAsked() {
    Worker leader = fleet().leader(fleet().lasting(), named("v1"));
    Worker reader = fleet().worker(fleet().lasting().reader());
    fleet().demandSame(reader, reader.gets(), named("v1"), "as a reader's first call");
    leader.receives(named("v2"));
    fleet().demandSame(reader, reader.gets(), named("v2"), "as a reader that never asks");
  }
}

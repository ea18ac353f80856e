package io.flagcache.conformance;

import static io.flagcache.conformance.Documents.named;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.conformance.internal.Await;
import io.flagcache.conformance.rule.Disturbance;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
    Worker leader = fleet().leader(fleet().lasting());
    demandWait(coldFollowers(), () -> leader.receives(named("v1")), "started on an empty cache");
  }

  @Test
  @Rule(value = "C1", disturbs = Disturbance.DATA)
  @DisplayName("C1 workers that start on a cache that has lost its data wait, too")
  final void c1WorkersWaitAfterALossOfData() {
    fleet().leader(fleet().lasting(), named("lost"));
    fleet().wipe();
    Worker leader = fleet().leader(fleet().lasting());
    demandWait(
        coldFollowers(),
        () -> leader.receives(named("v1")),
        "started on a cache that had lost its data");
  }

  @Test
  @Rule(value = "C1", needs = Capability.CORRUPTION)
  @DisplayName("C1 workers that find nothing but damage wait for what replaces it")
  final void c1WorkersWaitAfterDamage() {
    Worker leader = fleet().leader(fleet().lasting(), named("v1"));
    fleet()
        .run(
            "damage the entry",
            () -> fleet().fixture().damageEntry(fleet().serviceKey(), Damage.FOREIGN));
    List<Worker> followers = coldFollowers();
    followers.forEach(Worker::tryGet); // Whoever finds the damage may have to look again.
    followers.forEach(Worker::asks);
    demandWait(followers, leader::asks, "found nothing but damage");
  }

  private List<Worker> coldFollowers() {
    return Stream.generate(
            () -> fleet().follower(fleet().lasting().transferDeadline(timing().deadline(8000))))
        .limit(3)
        .toList();
  }

  private void demandWait(List<Worker> followers, Runnable publish, String start) {
    Duration deadline = timing().deadline(8000);
    List<Worker.Pending<Optional<FlagDefinitionCacheData>>> reads =
        followers.stream().map(Worker::beginsToGet).toList();
    long begin = System.nanoTime();
    boolean early =
        Await.until(
            deadline.dividedBy(20),
            timing().pause(),
            () -> reads.stream().anyMatch(Worker.Pending::isDone));
    verdict()
        .machineKeptUp(
            !early || System.nanoTime() - begin < deadline.dividedBy(2).toNanos(),
            "look at reads within half of their deadline");
    verdict()
        .that(!early, "a worker that " + start + " did not wait for the leader's first document");
    followers.forEach(follower -> demandAnswers(follower, deadline.dividedBy(4)));
    publish.run();
    long published = System.nanoTime();
    verdict()
        .machineKeptUp(
            published - begin < deadline.dividedBy(2).toNanos(),
            "publish within half of the deadline of waiting reads");
    for (Worker.Pending<Optional<FlagDefinitionCacheData>> waiting : reads) {
      Optional<FlagDefinitionCacheData> document = waiting.value();
      verdict()
          .that(
              document.filter(read -> Documents.haveSameContent(named("v1"), read)).isPresent(),
              "a worker that waited for the leader's first document read " + document);
    }
    Duration took = Duration.ofNanos(System.nanoTime() - published);
    verdict()
        .inTime(
            took.compareTo(deadline.dividedBy(4)) < 0,
            "reads that waited for the first document ended " + took + " after it was published");
  }

  private void demandAnswers(Worker waiting, Duration limit) {
    Outcome<Boolean> answer = waiting.tryAsk();
    verdict()
        .inTime(
            !answer.failed() && answer.took().compareTo(limit) < 0,
            waiting + " did not answer a question while its read waited for the first document");
    verdict()
        .that(!Boolean.TRUE.equals(answer.value()), waiting + " was elected though another leads");
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
    demandWarmStart(fresh, "nobody led");
    verdict()
        .that(
            fresh.asks(),
            "a worker was not elected at its second question, after a warm start, though nobody"
                + " leads");
    Worker next = fleet().worker();
    fleet().demandReads(next, named("v1"), "as a follower of a leader that has not published yet");
  }

  @Test
  @Rule("C2")
  @DisplayName(
      "C2 a worker that starts with an old entry, whose leader has vanished, reads it first")
  final void c2AWarmStartReadsAnOldEntryFirst() {
    Duration ttl = timing().millis(1200);
    WorkerSettings.Builder settings = fleet().shortLived().entryTtl(ttl);
    long asked = timing().nanoTime();
    fleet().leader(settings, named("v1"));
    timing().pass(ttl.multipliedBy(2).dividedBy(3));
    Worker fresh = fleet().worker(settings);
    boolean elected = fresh.asks();
    verdict()
        .machineKeptUp(
            timing().nanoTime() - asked < ttl.toNanos(), "ask within the TTL of an entry, " + ttl);
    verdict()
        .that(
            !elected,
            "a worker whose first question found an entry as old as two thirds of its TTL was"
                + " elected instead of reading it");
  }

  private void demandWarmStart(Worker fresh, String circumstances) {
    verdict()
        .that(
            !fresh.asks(),
            "a worker whose first question found a live entry was elected instead of reading it,"
                + " when "
                + circumstances);
    fleet().demandSame(fresh, fresh.gets(), named("v1"), "after its first question");
  }

  @Test
  @Rule(value = "C3", needs = Capability.READER_ROLE)
  @DisplayName("C3 a reader is never elected, and never writes")
  final void c3AReaderNeverLeadsAndNeverWrites() {
    WorkerSettings.Builder settings = fleet().lasting().transferDeadline(timing().deadline(2000));
    Worker reader = fleet().worker(settings.reader());
    demandNotElected(reader, "though nobody leads");
    reader.receives(named("a reader's"));
    Worker leader = fleet().worker(fleet().lasting().transferDeadline(timing().deadline(2000)));
    verdict().that(leader.gets().isEmpty(), "what a reader received was stored");
    fleet().lead(leader);
    leader.receives(named("v1"));
    fleet().demandReads(reader, named("v1"), "as a reader");
    reader.receives(named("a reader's"));
    fleet().demandReads(fleet().worker(), named("v1"), "when a reader had received another");
    leader.shutsDown();
    demandNotElected(reader, "though the leader has gone");
    reader.shutsDown();
    fleet().demandReads(fleet().worker(), named("v1"), "after a reader's shutdown");
  }

  private void demandNotElected(Worker reader, String circumstances) {
    for (int i = 0; i < 3; i++) {
      verdict().that(!reader.asks(), "a reader was elected " + circumstances);
    }
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

  @Test
  @Rule(value = "C3", needs = Capability.READER_ROLE)
  @DisplayName("C3 a reader that polls prolongs neither a lease nor an entry")
  final void c3AReaderProlongsNothing() {
    Duration ttl = timing().millis(1200);
    WorkerSettings.Builder settings =
        fleet().shortLived().entryTtl(ttl).transferDeadline(timing().deadline(2000));
    Worker other = fleet().worker();
    Worker reader = fleet().worker(settings.build().toBuilder().reader());
    String abandoned = Fleet.newServiceKey();
    Worker readerOfTheAbandoned =
        fleet()
            .worker(
                fleet()
                    .shortLived(abandoned)
                    .entryTtl(ttl)
                    .transferDeadline(timing().deadline(2000))
                    .reader());
    Worker leader = fleet().leader(settings, named("v1"));
    fleet().leader(fleet().shortLived(abandoned).entryTtl(ttl), named("v1"));
    // Its first question is answered by false as long as there is the entry.
    verdict().machineKeptUp(!other.asks(), "ask within the TTL of " + ttl);
    fleet().lead(leader);
    fleet()
        .takeOver(
            other,
            timing().shortLease().multipliedBy(4),
            () -> {
              reader.polls();
              readerOfTheAbandoned.polls();
              return other.asks();
            });
    verdict()
        .inTime(
            timing()
                .until(
                    ttl.plus(timing().slack()),
                    timing().pause(),
                    () -> readerOfTheAbandoned.polls().isEmpty()),
            "an entry with a TTL of " + ttl + " that nobody but a reader polled for did not die");
  }

  @Test
  @Rule(
      value = "C3",
      needs = {Capability.READER_ROLE, Capability.FORGED_ENTRY})
  @DisplayName("C3 a reader that finds something else than flag definitions leaves it where it is")
  final void c3AReaderDiscardsNothing() {
    String key = fleet().serviceKey();
    fleet().leader(fleet().lasting(), named("v1"));
    Worker reader = fleet().worker(fleet().lasting().reader());
    fleet().run("forge an entry", () -> fleet().fixture().forgeEntry(key, "{}"));
    reader.tryGet();
    reader.tryAsk();
    reader.tryGet();
    fleet()
        .run(
            "replace an entry that a reader has found and must not discard",
            () -> fleet().fixture().forgeEntry(key, "{\"flags\":[]}"));
    Worker fresh = fleet().worker();
    verdict()
        .that(fresh.gets().isPresent(), "a reader discarded an entry in which it found no flags");
  }

  @Test
  @Rule(
      value = "C3",
      needs = {Capability.READER_ROLE, Capability.BACKEND_OUTAGE},
      disturbs = Disturbance.CONNECTIONS)
  @DisplayName("C3 a reader is not elected in an outage either")
  final void c3AReaderIsNotElectedInAnOutage() {
    Worker leader = fleet().leader(fleet().impatient(), named("v1"));
    Worker reader = fleet().worker(fleet().impatient().reader());
    fleet().demandReads(reader, named("v1"), "before the outage");
    fleet().cutBackend();
    for (int i = 0; i < 2; i++) {
      verdict()
          .that(
              !Boolean.TRUE.equals(reader.tryAsk().value()),
              "a reader was elected while the backend was out of reach");
    }
    fleet().restoreBackend();
    fleet().awaitRecovery(leader);
    leader.receives(named("v2"));
    // Its connection may be one from before the outage.
    reader.tryGet();
    fleet().awaitReads(reader, named("v2"), "as a reader, after the outage was over");
  }
}

package io.flagcache.conformance;

import static io.flagcache.conformance.Documents.named;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.conformance.internal.Harness.FixtureStep;
import io.flagcache.conformance.rule.Disturbance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How the entry lives, gets lost, is healed and dies: P5 to P11. */
abstract class EntryRules extends ProviderRuleGroup {

  private static final int POLLS_UNTIL_RESIGNED = 40;
  private static final int TEN_MEGABYTES = 10_000_000;

  EntryRules(FlagDefinitionCacheProviderConformance conformance) {
    super(conformance);
  }

  @Test
  @Rule("P5")
  @DisplayName("P5 an entry outlives its TTL as long as a leader polls")
  final void p5AnEntryLivesAsLongAsALeaderPolls() {
    Duration ttl = timing().millis(1200);
    Worker leader = fleet().leader(fleet().shortLived().entryTtl(ttl), named("v1"));
    Worker reader = fleet().worker(fleet().shortLived().entryTtl(ttl));
    // Before each call that lets the entry live on: when it did so within the call is not known.
    long last = timing().nanoTime();
    leader.receives(named("v1"));
    long start = timing().nanoTime();
    while (timing().nanoTime() - start < 2 * ttl.toNanos()) {
      timing().pass(timing().poll());
      Optional<FlagDefinitionCacheData> read = reader.gets();
      verdict()
          .machineKeptUp(
              timing().nanoTime() - last <= ttl.toNanos() / 2,
              "poll without a gap of half the TTL of " + ttl);
      fleet()
          .demandSame(
              reader, read, named("v1"), "though a leader polled more often than the TTL, " + ttl);
      last = timing().nanoTime();
      verdict().that(leader.asks(), "the leader was not elected though it polled in time");
    }
  }

  @Test
  @Rule(value = "P6", disturbs = Disturbance.DATA)
  @DisplayName("P6 after a loss of the backend's data the leader publishes again at its next poll")
  final void p6TheLeaderPublishesAgain() {
    Worker leader = fleet().leader(fleet().lasting(), named("v1"));
    Worker follower = fleet().follower(fleet().lasting());
    fleet().demandReads(follower, named("v1"), "before the loss");
    fleet().wipe();
    fleet().lead(leader);
    fleet()
        .awaitReads(follower, named("v1"), "when the leader had polled after a loss of all data");
    fleet().demandReads(fleet().worker(), named("v1"), "as a new worker after a loss of all data");
  }

  @Test
  @Rule(value = "P6", disturbs = Disturbance.DATA)
  @DisplayName("P6 a leader that has only read the document publishes it again, too")
  final void p6ALeaderPublishesAgainWhatItRead() {
    Worker first = fleet().leader(fleet().lasting(), named("v1"));
    Worker second = fleet().follower(fleet().lasting());
    fleet().demandReads(second, named("v1"), "before the loss");
    first.shutsDown();
    fleet().lead(second);
    fleet().wipe();
    fleet().lead(second);
    fleet()
        .awaitReads(
            fleet().worker(), named("v1"), "when a leader that had read it polled after a loss");
  }

  @Test
  @Rule("P7")
  @DisplayName("P7 a leader of an empty cache with nothing to publish lets another lead")
  final void p7APoisonedLeaderResigns() {
    Worker poisoned = fleet().leader(fleet().shortLived());
    Worker other = fleet().worker(fleet().shortLived());
    for (int i = 0; i < POLLS_UNTIL_RESIGNED; i++) {
      timing().pass(timing().poll());
      poisoned.asks();
      if (other.asks()) {
        other.receives(named("v1"));
        fleet().demandReads(fleet().worker(), named("v1"), "when the next leader had published");
        return;
      }
    }
    throw verdict()
        .late(
            "a leader that never published, of an empty cache, kept another from leading for "
                + POLLS_UNTIL_RESIGNED
                + " polls");
  }

  @Test
  @Rule(value = "P8", disturbs = Disturbance.DATA)
  @DisplayName("P8 absent content reads as none")
  final void p8AbsentIsNone() {
    Worker worker = fleet().worker(fleet().lasting().transferDeadline(timing().deadline(2000)));
    demandNone(worker, worker.gets(), "from an empty cache, without having asked");
    worker.asks();
    demandNone(worker, worker.gets(), "from an empty cache, as its leader");
    worker.receives(named("v1"));
    fleet().wipe();
    Worker other = fleet().worker(fleet().lasting().transferDeadline(timing().deadline(2000)));
    demandNone(other, other.gets(), "after the backend had lost its data");
  }

  @Test
  @Rule(value = "P8", needs = Capability.CORRUPTION)
  @DisplayName("P8 damaged content is treated as absent, and healed by the leader")
  final void p8DamagedContentIsAbsent() {
    for (Damage damage : Damage.values()) {
      String key = Fleet.newServiceKey();
      demandHealed(damage + " content", key, () -> fleet().fixture().damageEntry(key, damage));
    }
  }

  @Test
  @Rule(value = "P8", needs = Capability.FORGED_ENTRY)
  @DisplayName("P8 content that is no flag definitions is treated as absent, and healed")
  final void p8ForeignDocumentsAreAbsent() {
    for (String json : List.of("{}", "[]", "null", "{\"flags\":{}}", "{\"flags\":null}")) {
      String key = Fleet.newServiceKey();
      demandHealed("the content " + json, key, () -> fleet().fixture().forgeEntry(key, json));
    }
  }

  private void demandHealed(String what, String key, FixtureStep spoil) {
    Worker leader = fleet().leader(fleet().lasting(key), named("v1"));
    Worker follower = fleet().follower(fleet().lasting(key));
    fleet().demandReads(follower, named("v1"), "before the damage");
    fleet().run("spoil the entry", spoil);
    Worker fresh = fleet().worker(fleet().lasting(key));
    demandNone(fresh, fresh.gets(), "from " + what);
    verdict()
        .inTime(
            timing()
                .until(
                    timing().slack(),
                    timing().pause(),
                    () -> {
                      verdict().that(leader.asks(), "the leader was not elected after " + what);
                      return fresh.polls().isPresent();
                    }),
            "the leader did not replace " + what);
    fleet().demandReads(fresh, named("v1"), "when the leader had replaced " + what);
    fleet().demandReads(follower, named("v1"), "when the leader had replaced " + what);
    List.of(leader, follower, fresh).forEach(Worker::shutsDown);
  }

  @Test
  @Tag("large")
  @Rule("P9")
  @DisplayName("P9 a document of 10 MB is stored and read")
  final void p9TenMegabytes() {
    FlagDefinitionCacheData large = Documents.ofBytes(TEN_MEGABYTES, 1);
    Worker leader = fleet().leader(fleet().lasting(), named("v1"));
    Worker follower = fleet().follower(fleet().lasting());
    leader.receives(large);
    fleet().demandReads(follower, large, "when the leader had published 10 MB");
    leader.receives(named("v2"));
    fleet().demandReads(follower, named("v2"), "when a small document had replaced 10 MB");
  }

  @Test
  @Rule(value = "P9", needs = Capability.DOCUMENT_LIMIT)
  @DisplayName("P9 a document beyond the limit fails clearly, and the old entry stays")
  final void p9BeyondTheLimit() {
    int limit = 100_000;
    Worker leader = fleet().leader(fleet().lasting().maxDocumentBytes(limit), named("v1"));
    Throwable failure = leader.tryReceive(Documents.ofBytes(3 * limit, 1)).failure();
    if (failure == null) {
      throw verdict().broken("a document of three times the limit was received without a failure");
    }
    List<Long> numbers = numbersIn(String.valueOf(failure.getMessage()));
    verdict()
        .that(
            numbers.contains((long) limit) && numbers.stream().anyMatch(n -> n > limit),
            "the failure of a document beyond the limit does not name its size and the limit of "
                + limit
                + " bytes: "
                + failure);
    fleet()
        .demandReads(
            fleet().worker(), named("v1"), "after a document beyond the limit was refused");
    leader.receives(named("v2"));
    fleet().demandReads(fleet().worker(), named("v2"), "after the next small document");
  }

  private static List<Long> numbersIn(String text) {
    return Pattern.compile("\\d{1,18}")
        .matcher(text.replaceAll("(?<=\\d)[,_](?=\\d)", ""))
        .results()
        .map(match -> Long.valueOf(match.group()))
        .toList();
  }

  @Test
  @Rule("P10")
  @DisplayName("P10 an entry that nobody leads for dies after its TTL")
  final void p10AnEntryThatNobodyLeadsForDies() {
    Duration ttl = timing().millis(1200);
    WorkerSettings.Builder settings =
        fleet().shortLived().entryTtl(ttl).transferDeadline(timing().deadline(2000));
    Worker reader = fleet().worker(settings);
    long start = timing().nanoTime();
    fleet().leader(settings, named("v1"));
    boolean present = reader.gets().isPresent();
    verdict()
        .that(
            present || timing().nanoTime() - start >= ttl.toNanos(),
            "the entry was gone before its TTL of " + ttl);
    verdict()
        .inTime(
            timing()
                .until(ttl.plus(timing().slack()), timing().poll(), () -> reader.gets().isEmpty()),
            "an entry with a TTL of "
                + ttl
                + ", whose leader had stopped polling, was still there "
                + ttl.plus(timing().slack())
                + " later");
  }

  @Test
  @Rule(value = "P11", needs = Capability.BACKEND_OUTAGE, disturbs = Disturbance.CONNECTIONS)
  @DisplayName("P11 nobody steps back to an older document after an outage")
  final void p11NobodyStepsBackAfterAnOutage() {
    Worker leader = fleet().leader(fleet().impatient(), named("v1"));
    Worker follower = fleet().follower(fleet().impatient());
    fleet().demandReads(follower, named("v1"), "before the outage");
    fleet().cutBackend();
    List<Boolean> inTime = new ArrayList<>();
    for (Worker worker : List.of(leader, follower)) {
      // A document is as old as the question before it, unless that never came.
      boolean asked = !worker.tryAsk().ranOutOfTime();
      boolean received = !worker.tryReceive(named("v2")).ranOutOfTime();
      inTime.add(asked && received);
    }
    fleet().restoreBackend();
    fleet().awaitRecovery(follower);
    demandNoStepBack(follower, inTime.get(1), follower.gets());
    fleet().awaitRecovery(leader);
    demandNoStepBack(leader, inTime.get(0), leader.gets());
    fleet().lead(leader);
    fleet()
        .awaitReads(
            fleet().worker(),
            named("v2"),
            "when the leader, which had received a newer document during an outage, had polled");
    fleet().demandReads(follower, named("v2"), "when the leader had polled after an outage");
  }

  @Test
  @Rule(value = "P11", needs = Capability.BACKEND_OUTAGE, disturbs = Disturbance.CONNECTIONS)
  @DisplayName("P11 a follower that received a newer document publishes it when it leads")
  final void p11AFollowerPublishesTheNewerDocumentWhenItLeads() {
    Worker leader = fleet().leader(fleet().impatient(), named("v1"));
    Worker follower = fleet().follower(fleet().impatient());
    fleet().demandReads(follower, named("v1"), "before the outage");
    fleet().cutBackend();
    follower.tryAsk();
    follower.tryReceive(named("v2"));
    fleet().restoreBackend();
    fleet().awaitRecovery(leader);
    leader.shutsDown();
    fleet().awaitRecovery(follower);
    fleet().lead(follower);
    fleet()
        .awaitReads(
            fleet().worker(),
            named("v2"),
            "when a worker led that had received a newer document during an outage");
  }

  /** A call that ran out of time may not have come as far as to take the document. */
  private void demandNoStepBack(
      Worker worker, boolean receivedInTime, Optional<FlagDefinitionCacheData> read) {
    String what =
        worker + " received a newer document during the outage, and read the older one after it";
    boolean isOld = read.filter(data -> Documents.haveSameContent(named("v1"), data)).isPresent();
    verdict().inTime(!isOld || receivedInTime, what);
    verdict().that(!isOld, what);
  }

  private void demandNone(
      Worker worker, Optional<FlagDefinitionCacheData> read, String circumstances) {
    verdict()
        .that(
            read.isEmpty(),
            worker + " read a document instead of none " + circumstances + ": " + read);
  }
}

package io.flagcache.conformance;

import static io.flagcache.conformance.Documents.named;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.conformance.internal.Await;
import io.flagcache.conformance.internal.Harness;
import io.flagcache.conformance.internal.Harness.FixtureStep;
import io.flagcache.conformance.rule.Disturbance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How the entry lives, gets lost, is healed and dies: P5 to P11. */
abstract class EntryRules extends ProviderRuleGroup {

  private static final int POLLS_UNTIL_RESIGNED = 40;
  private static final int TEN_MEGABYTES = 10_000_000;
  private static final int LIMIT = 100_000;

  /** Just above where backends and encodings have their bounds. */
  private static final List<Integer> BOUNDS = List.of(70_000, 600_000, 1_500_000);

  EntryRules(FlagDefinitionCacheProviderConformance conformance) {
    super(conformance);
  }

  @Test
  @Rule("P5")
  @DisplayName("P5 an entry outlives its TTL as long as a leader polls")
  final void p5AnEntryLivesAsLongAsALeaderPolls() {
    Duration ttl = timing().millis(1200);
    WorkerSettings.Builder settings = fleet().shortLived().entryTtl(ttl);
    Worker reader = fleet().worker(settings);
    Worker leader = fleet().leader(settings, named("v1"));
    // Before each call that lets the entry live on: when it did so within the call is not known.
    long last = timing().nanoTime();
    verdict().that(leader.asks(), "the leader was not elected though nobody else asks");
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
  @Rule("P5")
  @DisplayName("P5 an entry outlives its TTL when a new leader has polled once")
  final void p5ATakeOverLetsTheEntryLiveOn() {
    Duration ttl = timing().millis(2000);
    WorkerSettings.Builder settings = fleet().shortLived().entryTtl(ttl);
    Worker reader = fleet().worker(settings);
    long begin = timing().nanoTime();
    fleet().leader(settings, named("v1"));
    long published = timing().nanoTime();
    reader.gets();
    Worker next = fleet().follower(settings);
    passUntil(published + ttl.toNanos() * 6 / 10);
    Await.Turn takeOver = fleet().takeOver(next, timing().shortLease());
    passUntil(published + ttl.toNanos() * 11 / 10);
    Optional<FlagDefinitionCacheData> read = reader.gets();
    verdict()
        .machineKeptUp(
            takeOver.firstAfter() - begin < ttl.toNanos()
                && timing().nanoTime() - takeOver.lastBefore() <= ttl.toNanos(),
            "take over, and read, within the TTL of " + ttl);
    fleet()
        .demandSame(
            reader, read, named("v1"), "though a new leader had polled within the TTL, " + ttl);
  }

  private void passUntil(long moment) {
    long left = moment - timing().nanoTime();
    if (left > 0) {
      timing().pass(Duration.ofNanos(left));
    }
  }

  @Test
  @Rule(value = "P6", disturbs = Disturbance.DATA)
  @DisplayName("P6 after a loss of the backend's data the leader publishes again at its next poll")
  final void p6TheLeaderPublishesAgain() {
    Worker leader = fleet().leader(fleet().lasting(), named("v1"));
    Worker follower = fleet().follower(fleet().lasting());
    for (String last : List.of("v2", "v3", "v4")) {
      leader.receives(named("before " + last));
      leader.receives(named(last));
      fleet().demandReads(follower, named(last), "before the loss");
      fleet().wipe();
      fleet().lead(leader);
      fleet()
          .awaitReads(follower, named(last), "when the leader had polled after a loss of all data");
      fleet().demandReads(fleet().worker(), named(last), "as a new worker after a loss of data");
    }
  }

  @Test
  @Rule(value = "P6", disturbs = Disturbance.DATA)
  @DisplayName("P6 a leader that has only read the document publishes it again, too")
  final void p6ALeaderPublishesAgainWhatItRead() {
    Worker first = fleet().leader(fleet().lasting(), named("v1"));
    Worker second = fleet().follower(fleet().lasting());
    fleet().demandReads(second, named("v1"), "before the loss");
    first.receives(named("v2"));
    fleet().demandReads(second, named("v2"), "before the loss");
    first.shutsDown();
    fleet().lead(second);
    for (int loss = 1; loss <= 2; loss++) {
      fleet().wipe();
      fleet().lead(second);
      fleet()
          .awaitReads(
              fleet().worker(),
              named("v2"),
              "when a leader that had read it polled after loss " + loss + " of all data");
    }
  }

  @Test
  @Rule("P7")
  @DisplayName("P7 a leader of an empty cache with nothing to publish lets another lead")
  final void p7APoisonedLeaderResigns() {
    Worker poisoned = fleet().leader(fleet().shortLived());
    Worker other = fleet().worker(fleet().shortLived());
    for (int i = 0; i < POLLS_UNTIL_RESIGNED; i++) {
      timing().pass(timing().poll());
      long asked = timing().nanoTime();
      if (!poisoned.asks()) {
        demandAbstains(poisoned, asked);
      }
      if (other.asks()) {
        other.receives(named("v1"));
        fleet().demandReads(fleet().worker(), named("v1"), "when the next leader had published");
        other.shutsDown();
        demandComesBack(poisoned);
        return;
      }
    }
    throw verdict()
        .late(
            "a leader that never published, of an empty cache, kept another from leading for "
                + POLLS_UNTIL_RESIGNED
                + " polls");
  }

  /** Whoever resigns and asks again at once keeps all from leading that ask after it. */
  private void demandAbstains(Worker resigned, long since) {
    for (int question = 0; question < 3; question++) {
      boolean leads = resigned.asks();
      verdict()
          .that(
              !leads || timing().nanoTime() - since > timing().poll().toNanos(),
              "a leader of an empty cache gave the lease up, and led again within a poll interval");
    }
  }

  private void demandComesBack(Worker resigned) {
    verdict()
        .inTime(
            timing()
                .until(
                    timing().poll().multipliedBy(POLLS_UNTIL_RESIGNED).plus(timing().slack()),
                    timing().poll(),
                    resigned::asks),
            "a leader that had given the lease up was not elected again when nobody else was left");
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
    for (String json :
        List.of("{}", "[]", "null", "{\"flags\":{}}", "{\"flags\":\"[]\"}", "{\"Flags\":[]}")) {
      String key = Fleet.newServiceKey();
      demandHealed("the content " + json, key, () -> fleet().fixture().forgeEntry(key, json));
    }
  }

  private void demandHealed(String what, String key, FixtureStep spoil) {
    WorkerSettings.Builder settings =
        fleet().lasting(key).transferDeadline(timing().deadline(2000));
    Worker leader = fleet().leader(settings, named("v1"));
    Worker follower = fleet().follower(settings);
    fleet().demandReads(follower, named("v1"), "before the damage");
    fleet().run("spoil the entry", spoil);
    Worker fresh = fleet().worker(settings);
    demandNone(fresh, fresh.gets(), "from " + what);
    demandNothingElse(follower, "v1", what);
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
    fleet().run("spoil the entry again", spoil);
    leader.receives(named("v2"));
    fleet().demandReads(fresh, named("v2"), "when the leader had published over " + what);
    fleet().demandReads(follower, named("v2"), "when the leader had published over " + what);
    List.of(leader, follower, fresh).forEach(Worker::shutsDown);
  }

  /** Whoever knows the document may go on with it: it need not look at what it knows. */
  private void demandNothingElse(Worker follower, String known, String what) {
    follower
        .gets()
        .ifPresent(
            read -> fleet().demandSame(follower, Optional.of(read), named(known), "from " + what));
  }

  @Test
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
    for (int bytes : BOUNDS) {
      FlagDefinitionCacheData document = Documents.ofBytes(bytes, bytes);
      leader.receives(document);
      fleet().demandReads(follower, document, "when one of " + bytes + " bytes was published");
    }
  }

  @Test
  @Rule(value = "P9", needs = Capability.DOCUMENT_LIMIT)
  @DisplayName("P9 a document beyond the limit fails clearly, and the old entry stays")
  final void p9BeyondTheLimit() {
    Worker leader = fleet().leader(fleet().lasting().maxDocumentBytes(LIMIT), named("v1"));
    demandRefused(leader, Documents.ofBytes(3 * LIMIT, 1), "of three times the limit");
    demandRefused(leader, Documents.ofText(" ", 3 * LIMIT), "of spaces, three times the limit,");
    demandRefused(leader, Documents.ofText("a", LIMIT), "whose text alone is as long as the limit");
    demandRefused(
        leader,
        Documents.ofText("\u20ac", LIMIT / 2),
        "of half as many characters as the limit has bytes, but of three bytes each,");
    verdict().that(leader.asks(), "the leader was not elected after documents beyond the limit");
    leader.receives(named("v2"));
    fleet().demandReads(fleet().worker(), named("v2"), "after the next small document");
    FlagDefinitionCacheData fitting = Documents.ofText("a", LIMIT - LIMIT / 50);
    Throwable failure = leader.tryReceive(fitting).failure();
    verdict().that(failure == null, "a document just below the limit was refused: " + failure);
    fleet().demandReads(fleet().worker(), fitting, "when one just below the limit was published");
  }

  /** A message names a size that is no smaller than the shortest text of the document. */
  private void demandRefused(Worker leader, FlagDefinitionCacheData document, String what) {
    Throwable failure = leader.tryReceive(document).failure();
    if (failure == null) {
      throw verdict().broken("a document " + what + " was received without a failure");
    }
    List<Long> numbers = numbersIn(String.valueOf(failure.getMessage()));
    long least = Documents.leastBytesOf(document);
    verdict()
        .that(
            numbers.contains((long) LIMIT)
                && numbers.stream().anyMatch(n -> n >= least && n <= 6 * least),
            "the failure of a document "
                + what
                + " does not name its size, at least "
                + least
                + " bytes, and the limit of "
                + LIMIT
                + " bytes: "
                + failure);
    fleet().demandReads(fleet().worker(), named("v1"), "after a document " + what + " was refused");
  }

  @Test
  @Rule(value = "P9", needs = Capability.DOCUMENT_LIMIT, disturbs = Disturbance.DATA)
  @DisplayName("P9 a document that was refused is not what the leader publishes again")
  final void p9TheRefusedIsNotPublishedAgain() {
    Worker leader = fleet().leader(fleet().lasting().maxDocumentBytes(LIMIT), named("v1"));
    Throwable failure = leader.tryReceive(Documents.ofBytes(3 * LIMIT, 1)).failure();
    verdict().that(failure != null, "a document of three times the limit was received");
    fleet().wipe();
    fleet().lead(leader);
    fleet()
        .awaitReads(
            fleet().worker(),
            named("v1"),
            "when the leader, which had refused a document since, had polled after a loss of data");
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
  @DisplayName("P10 an entry that nobody leads for dies one TTL after the last poll of a leader")
  final void p10AnEntryThatNobodyLeadsForDies() {
    Duration ttl = timing().millis(1200);
    WorkerSettings.Builder settings =
        fleet().shortLived().entryTtl(ttl).transferDeadline(timing().deadline(2000));
    Worker reader = fleet().worker(settings);
    Worker leader = fleet().leader(settings, named("v1"));
    timing().pass(timing().poll());
    long lastPoll = timing().nanoTime();
    leader.asks();
    reader.gets();
    long observed = timing().nanoTime();
    String entry = "the entry with a TTL of " + ttl + ", for which nobody led any more,";
    Await.Turn end =
        timing()
            .turn(
                ttl.plus(timing().slack()),
                timing().poll().dividedBy(2),
                () -> reader.gets().isEmpty())
            .orElseThrow(() -> verdict().late(entry + " did not die"));
    fleet().demandLasted(entry, ttl, lastPoll, end);
    Duration least = Duration.ofNanos(end.lastBefore() - observed);
    Duration most = ttl.multipliedBy(5).dividedBy(4).plus(Harness.CLOCK_STEP);
    verdict().inTime(least.compareTo(most) <= 0, entry + " was still read after " + least);
  }

  @Test
  @Rule("P10")
  @DisplayName("P10 an entry that has died stays dead when somebody leads again")
  final void p10ADeadEntryIsNotRevived() {
    Duration ttl = timing().shortLease();
    WorkerSettings.Builder settings =
        fleet().shortLived().entryTtl(ttl).transferDeadline(timing().deadline(2000));
    fleet().leader(settings, named("v1"));
    Worker next = fleet().follower(settings);
    timing().pass(ttl.multipliedBy(2));
    fleet().lead(next);
    demandNone(next, next.gets(), "though the entry's TTL, " + ttl + ", was over before it led");
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

  @Test
  @Rule(value = "P11", needs = Capability.BACKEND_OUTAGE, disturbs = Disturbance.CONNECTIONS)
  @DisplayName("P11 what was received during an outage gives way to what the leader publishes next")
  final void p11TheOutagesDocumentGivesWay() {
    WorkerSettings.Builder settings =
        fleet().impatient().pollInterval(timing().poll()).lease(timing().shortLease());
    Worker leader = fleet().leader(settings, named("v1"));
    Worker follower = fleet().follower(settings);
    fleet().demandReads(follower, named("v1"), "before the outage");
    fleet().cutBackend();
    follower.tryAsk();
    follower.tryReceive(named("v2"));
    fleet().restoreBackend();
    fleet().awaitRecovery(leader);
    fleet().takeOver(leader, timing().shortLease());
    leader.receives(named("v3"));
    String circumstances = "long after the leader had published a newer document than the outage's";
    verdict()
        .inTime(
            timing()
                .until(
                    timing().shortLease().multipliedBy(5).plus(timing().slack()),
                    timing().poll(),
                    () -> {
                      leader.asks();
                      follower.tryAsk();
                      return readsInstead(follower, "v3");
                    }),
            follower + " did not read the new document " + circumstances);
    leader.shutsDown();
    fleet().takeOver(follower, timing().shortLease());
    for (int poll = 0; poll < 3; poll++) {
      fleet().demandReads(fleet().worker(settings), named("v3"), circumstances);
      follower.asks();
    }
  }

  /** A call that ran out of time may not have come as far as to take the document. */
  /** Whether this document is read by now; one of the others is until then. */
  private boolean readsInstead(Worker worker, String name) {
    Outcome<Optional<FlagDefinitionCacheData>> read = worker.tryGet();
    if (read.failed()) {
      return false;
    }
    Optional<FlagDefinitionCacheData> found = Objects.requireNonNull(read.value());
    verdict()
        .that(
            found.isPresent(),
            worker
                + " read nothing when another document was published than the one that it had received"
                + " during an outage");
    return isDocument(found, name);
  }

  private void demandNoStepBack(
      Worker worker, boolean receivedInTime, Optional<FlagDefinitionCacheData> read) {
    String what =
        worker + " received a newer document during the outage, and read the older one after it";
    boolean isOld = isDocument(read, "v1");
    verdict().inTime(!isOld || receivedInTime, what);
    verdict().that(!isOld, what);
    verdict()
        .that(
            read.isPresent(),
            worker + " received a newer document during the outage, and read nothing after it");
  }

  private static boolean isDocument(Optional<FlagDefinitionCacheData> read, String name) {
    return read.filter(data -> Documents.haveSameContent(named(name), data)).isPresent();
  }

  private void demandNone(
      Worker worker, Optional<FlagDefinitionCacheData> read, String circumstances) {
    verdict()
        .that(
            read.isEmpty(),
            worker + " read a document instead of none " + circumstances + ": " + read);
  }
}

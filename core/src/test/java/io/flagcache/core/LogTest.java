package io.flagcache.core;

import static io.flagcache.core.Fleet.LEASE;
import static io.flagcache.core.Fleet.POLL;
import static io.flagcache.core.Fleet.version;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.core.Fleet.Worker;
import io.flagcache.core.store.EntryStamp;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A fault that lasts is one line of the log, however many polls meet it. */
class LogTest {

  private static final int POLLS = 100;

  private final Fleet fleet = new Fleet();
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final PrintStream realErr = System.err;

  @BeforeEach
  void captureLog() {
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void restore() {
    System.setErr(realErr);
  }

  /** What a worker's happenings look like in the log. */
  private List<String> logged(Worker worker) {
    log.reset();
    EventLog events = new EventLog("worker", List.of());
    worker.takeEvents().forEach(events::on);
    return lines();
  }

  private List<String> lines() {
    return log.toString(StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.contains(FlagCacheProvider.class.getName()))
        .toList();
  }

  private void pollOften(Worker worker) {
    for (int poll = 0; poll < POLLS; poll++) {
      try {
        worker.poll();
        worker.get();
      } catch (Exception reported) {
        // As it is without an entry, or with the policy FETCH.
      }
      fleet.clock.advance(POLL);
    }
  }

  @Test
  void aBackendThatIsDownIsOneLine() throws Exception {
    fleet.leaderOf(1);
    Worker follower = fleet.settledWorker();
    fleet.backend.cut();

    pollOften(follower);

    assertThat(logged(follower)).hasSize(1).first().asString().contains("does not answer");
  }

  @Test
  void aBackendThatIsDownIsTwoLinesWithHold() throws Exception {
    fleet.leaderOf(1);
    Worker follower = fleet.worker(builder -> builder.outagePolicy(OutagePolicy.HOLD));
    follower.poll();
    follower.takeEvents();
    fleet.backend.cut();

    pollOften(follower);

    assertThat(logged(follower)).hasSize(2);
  }

  @Test
  void aRightToWriteThatIsMissingIsOneLine() throws Exception {
    fleet.leaderOf(1);
    Worker follower = fleet.settledWorker();
    follower.store.refuse("acquireOrRenew");

    pollOften(follower);

    assertThat(logged(follower)).hasSize(1);
  }

  @Test
  void aLeaderThatMayNotPublishIsOneLine() throws Exception {
    Worker leader = fleet.leaderOf(1);
    fleet.backend.wipe();
    leader.shouldFetch();
    leader.takeEvents();
    leader.store.refuse("publish");
    fleet.backend.wipe();

    pollOften(leader);

    assertThat(logged(leader))
        .filteredOn(line -> !line.matches(".*(leads now|lost leadership).*"))
        .hasSize(1);
  }

  @Test
  void anEntryThatNobodyCanReadIsOneLine() throws Exception {
    fleet.leaderOf(1);
    fleet.backend.damage("fleet", "not an entry".getBytes(StandardCharsets.UTF_8));
    Worker reader = fleet.worker(builder -> builder.role(Role.READER).entryTtl(LEASE));

    pollOften(reader);

    assertThat(logged(reader)).hasSize(1).first().asString().contains("treated as absent");
  }

  @Test
  void aListenerThatFailsAlwaysIsOneLine() {
    EventLog events =
        new EventLog(
            "worker",
            List.of(
                new FlagCacheListener() {
                  @Override
                  public void on(FlagCacheEvent event) {
                    throw new IllegalStateException("always");
                  }

                  @Override
                  public void onStoreCall(StoreCall call) {
                    throw new AssertionError("always");
                  }
                }));
    StoreCall call = new StoreCall(StoreOperation.READ, Duration.ofMillis(1), false);

    for (int poll = 0; poll < POLLS; poll++) {
      events.onStoreCall(call);
    }
    events.on(new FlagCacheEvent.BecameLeader(1));

    assertThat(lines()).filteredOn(line -> line.contains("listener failed")).hasSize(1);
  }

  @Test
  void definitionsThatDoNotChangeAreNoLine() throws Exception {
    Worker leader = fleet.leaderOf(1);

    pollOften(leader);

    assertThat(logged(leader)).isEmpty();
    assertThat(leader.get()).contains(version(1));
  }

  @Test
  void aLeaderOfAnEmptyCacheThatGivesUpForEverSaysSoOnce() throws Exception {
    Worker poisoned = fleet.worker();

    pollOften(poisoned);

    List<FlagCacheEvent> events = poisoned.takeEvents();
    EventLog log = new EventLog("worker", List.of());
    assertThat(events.stream().filter(FlagCacheEvent.Resigned.class::isInstance).count())
        .isGreaterThan(2);
    events.forEach(log::on);
    assertThat(lines()).hasSize(2);
    assertThat(lines().get(0)).contains("leads now");
    assertThat(lines().get(1)).contains("gave up").contains("not logged again");

    log.on(new FlagCacheEvent.Published(new EntryStamp(9, 1, "hash"), 1, 1));
    log.on(new FlagCacheEvent.LostLeadership(9));
    log.on(new FlagCacheEvent.Resigned(10, LEASE));
    assertThat(lines()).hasSize(5).last().asString().contains("gave up epoch 10");
  }

  @Test
  void nothingThatComesFromOutsideBeginsALineOrMovesTheCursor() {
    String hostile = "x\u001b[2J\n2026-01-01 INFO forged \u202e\u0085";
    EventLog log = new EventLog("worker " + hostile, List.of());

    log.on(new FlagCacheEvent.EntryUnreadable(new EntryStamp(1, 1, hostile), hostile));
    log.on(new FlagCacheEvent.OutageBegan(new IllegalStateException(hostile)));
    log.on(new FlagCacheEvent.Republished(new EntryStamp(1, 1, hostile)));

    String text = this.log.toString(StandardCharsets.UTF_8);
    assertThat(text).contains("\\u001b[2J\\u000a2026-01-01 INFO forged \\u202e\\u0085");
    assertThat(text.lines()).hasSize(3);
    assertThat(text.replace("\n", "").chars()).noneMatch(Character::isISOControl);
  }
}

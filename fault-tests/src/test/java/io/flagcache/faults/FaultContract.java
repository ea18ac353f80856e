package io.flagcache.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * One fleet goes through all faults. After each of them one worker leads, a change reaches
 * everybody, and the {@linkplain io.flagcache.conformance.history.History history} shows that no
 * promise was broken: one led at a time, epochs grew, nobody went back, all ended on the newest
 * document, nothing that was read was damaged, and no call lasted for 10 s.
 */
@ExtendWith(FaultTable.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(value = 20, unit = TimeUnit.MINUTES)
abstract class FaultContract {

  /** How long the random mix lasts, for example {@code PT10M}. */
  private static final String DURATION = "flagcache.faults.duration";

  /** What the random mix is made from; another one each time, unless it is set. */
  private static final String SEED = "flagcache.faults.seed";

  private static final int SIZE = 3;
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

  /** At so many starts of fifty workers somebody may have had to wait for too long. */
  private static final int STARTS = 5;

  private static final ReentrantLock ONE_START_OF_MANY = new ReentrantLock();

  private @Nullable FaultyBackend started;
  private @Nullable Fleet present;
  private boolean settled;

  abstract FaultyBackend start();

  @BeforeAll
  final void startBackend() {
    WorkerPool.prepare();
    started = start();
  }

  @AfterAll
  final void endFleet() {
    if (present != null) {
      present.end();
    }
  }

  @BeforeEach
  final void haveFleet() {
    if (settled) {
      fleet().refill(SIZE);
    } else {
      endFleet();
      present = new Fleet(backend(), SIZE);
    }
    settled = false;
    fleet().awaitVersion(fleet().api().version(), fleet().workers());
    fleet().leader();
  }

  private FaultyBackend backend() {
    return Objects.requireNonNull(started);
  }

  private Fleet fleet() {
    return Objects.requireNonNull(present);
  }

  private void settle() {
    fleet().settle();
    settled = true;
  }

  @Order(1)
  @Fault(value = "leader killed (`kill -9`)", demands = "another leads (E4)")
  void leaderKilled() {
    FleetWorker leader = fleet().leader();

    leader.kill();

    fleet().leaderOtherThan(leader);
    settle();
  }

  @Order(2)
  @Fault(
      value = "leader stopped past its lease, continued with a document to publish",
      demands = "another leads (E4), the late publish is refused (P3)")
  void leaderStopped() {
    FleetWorker leader = fleet().leaderThatFetches();
    leader.pause();
    FleetWorker next = fleet().leaderOtherThan(leader);
    long newest = fleet().api().change();
    fleet().awaitVersion(newest, List.of(next));
    fleet().awaitInCache(newest);
    long before = leader.handedOver();
    leader.slowApi(false);

    Optional<String> found =
        fleet().inCacheAfter(leader::resume, () -> leader.handedOver() > before);

    // It was read at once, since the next leader soon replaces what should have been refused.
    assertThat(found).hasValue(fleet().nameOf(newest));
    fleet().awaitAnswers(2);
    settle();
  }

  @Order(3)
  @Fault(value = "server killed and started again", demands = "the document is there again (P6)")
  void serverKilled() {
    backend().kill();
    if (!backend().keepsData()) {
      fleet().history().dataLost();
    }
    fleet().awaitOutage();

    backend().restart();

    settle();
  }

  @Order(4)
  @Fault(value = "server stopped (`SIGSTOP`) and continued", demands = "no call hangs (F1)")
  void serverStopped() {
    backend().pause();
    fleet().awaitOutage();

    backend().resume();

    settle();
  }

  @Order(5)
  @Fault(value = "all connections cut", demands = "polls go on")
  void connectionsCut() {
    backend().cut();

    settle();
  }

  @Order(6)
  @Fault(value = "all answers 40 ms late", demands = "polls go on")
  void connectionsSlow() {
    backend().delay(Duration.ofMillis(20));
    try {
      settle();
    } finally {
      backend().delay(Duration.ZERO);
    }
  }

  @Order(7)
  @Fault(value = "all connections half-open", demands = "polls go on on others (F1)")
  void connectionsHalfOpen() {
    backend().freeze();

    settle();
  }

  @Order(8)
  @Fault(value = "an answer dropped", demands = "polls go on (F5)")
  void answerDropped() {
    for (int i = 0; i < 5; i++) {
      backend().loseNextReply();
      fleet().awaitAnswers(1);
    }
    settle();
  }

  @Order(9)
  @Fault(
      value = "server out of reach, the document changes, server back",
      demands = "everybody fetches it (F2), and nobody goes back (P11)")
  void outage() {
    backend().refuse();
    long newer = fleet().api().change();
    fleet().awaitVersion(newer, fleet().workers());

    backend().listen();

    settle();
  }

  @Order(10)
  @Fault(value = "data flushed", demands = "the leader publishes again (P6)")
  void dataFlushed() {
    long version = fleet().api().version();

    fleet()
        .history()
        .losingData(
            () -> {
              backend().flush();
              fleet().awaitInCache(version);
            });

    settle();
  }

  @Order(11)
  @Fault(
      value = "entry damaged, and a worker starts",
      demands = "nobody reads it, the leader publishes again (P8)")
  void entryDamaged() {
    long version = fleet().api().version();

    backend().damageEntry(fleet().serviceKey());

    FleetWorker fresh = fleet().start(Duration.ZERO);
    fleet().awaitVersion(version, List.of(fresh));
    fleet().awaitInCache(version);
    settle();
  }

  @Order(12)
  @Fault(
      value = "clocks of two workers wrong by 10 minutes, one ahead and one behind",
      demands = "both lead and follow as others (E9)")
  void clocksWrong() throws InterruptedException {
    FleetWorker ahead = fleet().start(TEN_MINUTES);
    FleetWorker behind = fleet().start(TEN_MINUTES.negated());
    fleet().workers().stream()
        .filter(worker -> worker != ahead && worker != behind)
        .forEach(FleetWorker::kill);
    FleetWorker first = fleet().leader();
    fleet().awaitVersion(fleet().api().change(), List.of(ahead, behind));

    first.kill();

    fleet().leaderOtherThan(first);
    fleet().refill(SIZE);
    settle();
  }

  @Order(13)
  @Fault(value = "another fleet under another service key", demands = "neither sees the other (I1)")
  void anotherFleet() {
    FleetWorker leader = fleet().leader();
    leader.forgetDelays();
    Fleet other = new Fleet(backend(), 2);
    try {
      other.settle();
      FleetWorker first = other.leader();
      first.kill();
      other.leaderOtherThan(first);
      other.settle();
      FleetWorker present = fleet().leader();
      // On a busy machine it may have lost its lease by itself.
      assertThat(present == leader || leader.wasLate()).as(fleet().history()::trace).isTrue();
      other.leave();
    } finally {
      other.end();
    }
    settle();
  }

  @Order(14)
  @Fault(
      value = "50 workers in 10 processes start at once on an empty cache",
      demands = "one of them fetches (C1)")
  @Timeout(value = 1, unit = TimeUnit.HOURS)
  void manyStart() {
    // The backends take turns with the ten processes, and the two cores.
    ONE_START_OF_MANY.lock();
    try {
      boolean judged = false;
      for (int start = 1; !judged; start++) {
        Fleet many = Fleet.large(backend(), 10, 5, start > 1);
        try {
          many.awaitVersion(1, many.workers());
          // Who was not answered in time fetches as well, which says nothing about the others.
          judged = start == STARTS || many.history().everybodyWasAnswered();
          if (judged) {
            assertThat(many.api().callers()).as(many.history()::trace).hasSize(1);
            assertThat(many.history().violations()).as(many.history()::trace).isEmpty();
          }
          many.leave();
        } finally {
          many.end();
        }
      }
    } finally {
      ONE_START_OF_MANY.unlock();
    }
    settle();
  }

  @Order(15)
  @Fault(value = "a random mix of these for 20 s", demands = "the same")
  @Timeout(value = 1, unit = TimeUnit.DAYS)
  void randomMix() {
    long seed = Long.getLong(SEED, System.nanoTime());
    Duration duration = Duration.parse(System.getProperty(DURATION, "PT20S"));
    System.out.printf("%s, seed %d, %s%n", backend().name(), seed, duration);
    RandomFaults faults = new RandomFaults(backend(), fleet(), seed);

    faults.run(duration);

    settle();
    System.out.printf(
        "%d faults, %d calls, %d changes, %d requests to the API, nothing broken%n",
        faults.faults(),
        fleet().history().polls(),
        fleet().api().version() - 1,
        fleet().api().requests());
  }
}

package io.flagcache.core;

import static io.flagcache.core.Fleet.POLL;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.core.FlagCacheEvent.BecameLeader;
import io.flagcache.core.Fleet.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Hours of a fleet's life with faults at random, on a clock that only the test moves: nobody goes
 * back to an older version, no epoch has two leaders, and when the faults end all is as it should
 * be. A failure names its seed, which repeats it.
 */
class RandomHistoryTest {

  private static final int WORKERS = 4;
  private static final int POLLS = 400;

  private final Fleet fleet = new Fleet();
  private final Map<Long, Caller> leaders = new HashMap<>();
  private final List<Caller> callers = new ArrayList<>();
  private int latestVersion = 1;
  private boolean allPublish;

  static LongStream seeds() {
    return LongStream.range(0, 300);
  }

  /** Behaves as PostHog's SDKs do around one worker. */
  private final class Caller {

    final Worker worker;
    final boolean publishesEmergencyFetch;
    Duration nextPoll;
    int served;
    int fetched;
    int unpublished;
    boolean handsOverLate;

    Caller(Duration nextPoll, boolean publishesEmergencyFetch) {
      this.worker = fleet.worker();
      this.nextPoll = nextPoll;
      this.publishesEmergencyFetch = publishesEmergencyFetch;
    }

    void poll(boolean handsOverLate) {
      this.handsOverLate = handsOverLate;
      if (unpublished > 0) {
        publish(unpublished);
        unpublished = 0;
      }
      if (isToldToFetch()) {
        fetch(true);
        return;
      }
      Optional<FlagDefinitionCacheData> data;
      try {
        data = worker.get();
      } catch (Exception outage) {
        fetch(false);
        return;
      }
      if (data.isPresent()) {
        serve(versionOf(data.get()));
        fetched = 0;
      } else if (served == 0) {
        fetch(publishesEmergencyFetch);
      }
    }

    private boolean isToldToFetch() {
      try {
        return worker.shouldFetch();
      } catch (Exception outage) {
        return true;
      } finally {
        worker.takeEvents().forEach(this::note);
      }
    }

    private void note(FlagCacheEvent event) {
      if (event instanceof BecameLeader e) {
        assertThat(leaders.getOrDefault(e.epoch(), this))
            .as("leader of %s", e.epoch())
            .isSameAs(this);
        leaders.put(e.epoch(), this);
      }
    }

    /**
     * A conditional request: an unchanged document is a 304, of which the provider hears nothing.
     */
    private void fetch(boolean publishes) {
      if (fetched == latestVersion) {
        return;
      }
      fetched = latestVersion;
      serve(latestVersion);
      if (publishes && handsOverLate) {
        unpublished = latestVersion;
      } else if (publishes) {
        publish(latestVersion);
      }
    }

    private void publish(int version) {
      try {
        worker.received(version);
      } catch (Exception outage) {
        // Logged by the SDK; the flags stay in memory.
      }
    }

    private static int versionOf(FlagDefinitionCacheData data) {
      return (int) Objects.requireNonNull(data.flags().get(0).get("version"));
    }

    private void serve(int version) {
      assertThat(version).as("a step back").isGreaterThanOrEqualTo(served);
      served = version;
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whateverHappensNobodyStepsBackAndAllEndsWell(long seed) throws Exception {
    Random random = new Random(seed);
    // Some SDKs keep an emergency fetch to themselves, and then only a new version helps the cache.
    allPublish = random.nextBoolean();
    // A document that is handed over minutes after it was fetched passes for a fresh one. Only
    // while
    // the backend works is there always a leader that has fetched since, and is protected from it.
    boolean lateHandOver = random.nextBoolean();
    Duration now = Duration.ZERO;
    for (int i = 0; i < WORKERS; i++) {
      callers.add(newCaller(now, random));
    }
    if (lateHandOver) {
      callers.get(0).poll(false);
    }
    for (int i = 0; i < POLLS; i++) {
      now = pollNext(now, random.nextInt(40) == 0, lateHandOver);
      if (lateHandOver) {
        latestVersion += random.nextInt(10) == 0 ? 1 : 0;
      } else {
        disturb(now, random);
      }
    }

    fleet.backend.restore();
    if (!allPublish) {
      latestVersion++;
    }
    for (int i = 0; i < WORKERS * 12; i++) {
      now = pollNext(now, false, false);
    }
    assertThat(callers).allSatisfy(caller -> assertThat(caller.served).isEqualTo(latestVersion));
    assertThat(fleet.settledWorker().get()).contains(Fleet.version(latestVersion));
  }

  private Caller newCaller(Duration now, Random random) {
    return new Caller(now.plusMillis(random.nextInt(30_000)), allPublish || random.nextBoolean());
  }

  private Duration pollNext(Duration now, boolean stalls, boolean lateHandOver) {
    Caller next =
        callers.stream()
            .min(Comparator.comparing((Caller caller) -> caller.nextPoll))
            .orElseThrow();
    fleet.clock.advance(next.nextPoll.minus(now));
    Duration then = next.nextPoll;
    next.poll(stalls && lateHandOver);
    next.nextPoll = then.plus(stalls ? POLL.multipliedBy(10) : POLL);
    return then;
  }

  private void disturb(Duration now, Random random) throws Exception {
    int victim = random.nextInt(WORKERS);
    switch (random.nextInt(30)) {
      case 0, 1, 2 -> latestVersion++;
      case 3 -> fleet.backend.cut();
      case 4, 5, 6 -> fleet.backend.restore();
      case 7 -> {
        fleet.backend.wipe();
        // With everything lost, a newcomer cannot know which epochs there have been.
        leaders.clear();
      }
      case 8 -> callers.get(victim).worker.store.next(ScriptedStore.Fault.ANSWER_LOST);
      case 9 -> callers.get(victim).worker.store.next(ScriptedStore.Fault.QUESTION_LOST);
      case 10 -> callers.set(victim, newCaller(now, random));
      case 11 -> {
        try {
          callers.get(victim).worker.close();
        } catch (Exception outage) {
          // The lease ends by itself.
        }
        callers.set(victim, newCaller(now, random));
      }
      default -> {}
    }
  }
}

package io.flagcache.conformance.simulator;

import io.flagcache.conformance.simulator.Scenario.Moment;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/** Scenarios that fleets live through. All SDKs take part, unless a scenario is about some. */
public final class Scenarios {

  private static final Duration POLL = Scenario.POLL_INTERVAL;
  private static final Duration NOW = Duration.ZERO;

  /** When an entry is dead that nobody has led for since a few polls. */
  private static final Duration ABANDONED = POLL.multipliedBy(18);

  private static final List<SdkProfile> SDKS = SdkProfile.sdks();

  private Scenarios() {}

  /**
   * Workers that live and poll, while the document changes now and then.
   *
   * @param workers how many
   * @param length how long
   * @param changes how many changes, spread evenly
   * @return the scenario
   */
  public static Scenario steadyDay(int workers, Duration length, int changes) {
    return Scenario.named("a steady day")
        .lasting(length)
        .at(NOW)
        .start(workers, POLL, SDKS)
        .every(length.dividedBy(changes + 1L).plusMillis(1), Moment::changeDocument);
  }

  /**
   * Workers that live and poll while nothing changes, for many times an entry's time to live.
   *
   * @param workers how many
   * @param length how long
   * @return the scenario
   */
  public static Scenario unchangedForLong(int workers, Duration length) {
    return Scenario.named("nothing changes for long")
        .lasting(length)
        .entryTtl(POLL.multipliedBy(10))
        .at(NOW)
        .start(workers, POLL, SDKS);
  }

  /**
   * Workers that all start at the same moment on an empty cache.
   *
   * @param workers how many
   * @return the scenario; it ends before the second poll
   */
  public static Scenario coldStart(int workers) {
    return Scenario.named("a cold start")
        .lasting(POLL.minusSeconds(1))
        .at(NOW)
        .start(workers, NOW, SDKS);
  }

  /**
   * A deploy: each old worker is shut down in good order after a new one has started, one pair
   * every ten seconds, while the document changes.
   *
   * @param workers how many
   * @return the scenario
   */
  public static Scenario rollingDeploy(int workers) {
    Duration begin = POLL.multipliedBy(4);
    Scenario scenario = Scenario.named("a rolling deploy").at(NOW).start(workers, POLL, SDKS);
    Duration time = begin;
    for (int i = 0; i < workers; i++) {
      SdkProfile profile = SDKS.get(i % SDKS.size());
      scenario = scenario.at(time).start(1, profile);
      time = time.plusSeconds(5);
      scenario = scenario.at(time).stop(WorkerChoice.OLDEST);
      time = time.plusSeconds(5);
    }
    return scenario
        .at(begin.plusSeconds(workers * 5L))
        .changeDocument()
        .lasting(time.plus(POLL.multipliedBy(4)));
  }

  /**
   * Leaders that die, one after the other, each well after the next one leads.
   *
   * @param workers how many; more than leaders
   * @param leaders how many leaders die
   * @return the scenario
   */
  public static Scenario dyingLeaders(int workers, int leaders) {
    return repeated("leaders die", workers, leaders, moment -> moment.vanish(WorkerChoice.LEADER));
  }

  /**
   * Leaders that are shut down in good order, one after the other.
   *
   * @param workers how many; more than leaders
   * @param leaders how many leaders are shut down
   * @return the scenario
   */
  public static Scenario leavingLeaders(int workers, int leaders) {
    return repeated("leaders leave", workers, leaders, moment -> moment.stop(WorkerChoice.LEADER));
  }

  /**
   * Leaders whose pollers hang for ten minutes each while their processes live; some are JVMs,
   * which then poll back to back.
   *
   * @param workers how many
   * @param leaders how many leaders stall
   * @return the scenario
   */
  public static Scenario stallingLeaders(int workers, int leaders) {
    return repeated(
        "leaders stall",
        workers,
        leaders,
        moment -> moment.stall(WorkerChoice.LEADER, POLL.multipliedBy(20)));
  }

  private static Scenario repeated(
      String name, int workers, int times, Function<Moment, Scenario> step) {
    return Scenario.named(name)
        .lasting(POLL.multipliedBy(10L * (times + 1)))
        .at(NOW)
        .start(workers, POLL, SDKS)
        .every(POLL.multipliedBy(10), step);
  }

  /**
   * A leader stands still between the answer of the API and its hand-over, long enough for others
   * to lead and to publish something newer.
   *
   * @param workers how many
   * @return the scenario
   */
  public static Scenario staleHandOver(int workers) {
    return Scenario.named("an old document is handed over late")
        .lasting(POLL.multipliedBy(30))
        .at(NOW)
        .start(workers, POLL, SdkProfile.JVM, SdkProfile.NODE)
        .at(POLL.multipliedBy(6))
        .changeDocument()
        .at(POLL.multipliedBy(6))
        .stallDuringFetch(WorkerChoice.LEADER, POLL.multipliedBy(12))
        .at(POLL.multipliedBy(12))
        .changeDocument();
  }

  /**
   * The first worker dies while it fetches. The second one waits in vain, fetches for itself, and
   * stands still with the document in its hands, while a third one leads and publishes a newer one.
   *
   * @return the scenario
   */
  public static Scenario lateFollower() {
    return Scenario.named("a follower hands over late what it fetched for itself")
        .lasting(POLL.multipliedBy(20))
        .at(NOW)
        .start(1, SdkProfile.NODE)
        .at(Duration.ofMillis(10))
        .vanish(WorkerChoice.OLDEST)
        .at(Duration.ofSeconds(5))
        .start(1, SdkProfile.RUBY)
        .at(Duration.ofSeconds(5))
        .stallDuringFetch(WorkerChoice.OLDEST, POLL.multipliedBy(10))
        .at(Duration.ofSeconds(6))
        .start(2, SdkProfile.GO)
        .at(POLL.multipliedBy(2))
        .changeDocument();
  }

  /**
   * The only worker of a cold cache is shut down while it fetches, and hands the document over
   * afterwards. Then the API goes down and another worker starts, which therefore finds nothing.
   *
   * @return the scenario
   */
  public static Scenario handOverAfterShutdown() {
    return Scenario.named("a document is handed over after the shutdown")
        .lasting(POLL.multipliedBy(8))
        .at(NOW)
        .start(1, SdkProfile.JVM)
        .at(Duration.ofMillis(10))
        .stopDuringFetch(WorkerChoice.OLDEST)
        .at(POLL.multipliedBy(2))
        .api(ApiState.DOWN)
        .at(POLL.multipliedBy(3))
        .start(1, SdkProfile.JVM);
  }

  /**
   * The API goes down, and all workers are replaced by new ones.
   *
   * @param workers how many
   * @return the scenario
   */
  public static Scenario warmStartWithoutApi(int workers) {
    Scenario scenario =
        Scenario.named("a warm start without the API")
            .lasting(POLL.multipliedBy(16))
            .at(NOW)
            .start(workers, POLL, SDKS)
            .at(POLL.multipliedBy(8))
            .api(ApiState.DOWN);
    for (int i = 0; i < workers; i++) {
      scenario = scenario.at(POLL.multipliedBy(9)).stop(WorkerChoice.OLDEST);
    }
    return scenario.at(POLL.multipliedBy(10)).start(workers, NOW, SDKS);
  }

  /**
   * The backend loses its data, leases and all, and the first to poll afterwards is the leader,
   * whom the API answers with 304.
   *
   * @param workers how many
   * @return the scenario
   */
  public static Scenario flush(int workers) {
    Duration halfPoll = POLL.dividedBy(2);
    return Scenario.named("a flush")
        .lasting(POLL.multipliedBy(24))
        .at(NOW)
        .start(1, SdkProfile.JVM)
        .at(halfPoll)
        .start(workers - 1, SdkProfile.JVM)
        .at(POLL.multipliedBy(3))
        .changeDocument()
        .at(POLL.multipliedBy(5))
        .changeDocument()
        .at(POLL.multipliedBy(8).plus(halfPoll).plusSeconds(5))
        .wipeBackend();
  }

  /**
   * All workers die, and so does the entry. Then others start while the API is down, which
   * therefore find nothing, whoever leads.
   *
   * @return the scenario
   */
  public static Scenario abandonedEntry() {
    return abandoned("an entry that nobody leads for").at(ABANDONED).start(2, SdkProfile.JVM);
  }

  /**
   * All workers die, and some go on that only read, until the entry dies as well.
   *
   * @return the scenario; it needs {@link io.flagcache.conformance.Capability#READER_ROLE}
   */
  public static Scenario readersAlone() {
    return abandoned("readers that are left alone").at(POLL).startReaders(3);
  }

  private static Scenario abandoned(String name) {
    return Scenario.named(name)
        .lasting(ABANDONED.plus(POLL.multipliedBy(8)))
        .entryTtl(POLL.multipliedBy(10))
        .at(NOW)
        .start(2, SdkProfile.JVM)
        .at(POLL.multipliedBy(4))
        .api(ApiState.DOWN)
        .at(POLL.multipliedBy(4))
        .vanish(WorkerChoice.OLDEST)
        .at(POLL.multipliedBy(4))
        .vanish(WorkerChoice.OLDEST);
  }

  /**
   * The first worker dies while it fetches; the others wait in vain, fetch for themselves without
   * saying so, and remember the ETag. Only one of them, in Go, has something to publish when it
   * leads.
   *
   * @return the scenario
   */
  public static Scenario poisonedLeader() {
    return Scenario.named("a poisoned leader")
        .lasting(POLL.multipliedBy(70))
        .at(NOW)
        .start(1, SdkProfile.NODE)
        .at(Duration.ofMillis(10))
        .vanish(WorkerChoice.OLDEST)
        .at(Duration.ofSeconds(5))
        .start(3, SdkProfile.NODE, SdkProfile.JVM, SdkProfile.ELIXIR)
        .at(Duration.ofSeconds(6))
        .start(1, SdkProfile.GO);
  }

  /**
   * The backend is out of reach for a while, in which the document changes; most of the API's
   * answers after that are 304.
   *
   * @param workers how many
   * @param outage how long
   * @return the scenario
   */
  public static Scenario outage(int workers, Duration outage) {
    Duration begin = POLL.multipliedBy(8);
    return Scenario.named("an outage of the backend")
        .lasting(begin.plus(outage).plus(POLL.multipliedBy(12)))
        .at(NOW)
        .start(workers, POLL, SDKS)
        .at(begin)
        .cutBackend()
        .at(begin.plus(outage.dividedBy(2)))
        .changeDocument()
        .at(begin.plus(outage))
        .restoreBackend();
  }

  /**
   * Anything at all, as the seed has it: workers start, stop, die and stall; the document changes;
   * the API goes down. Then either the backend goes down and loses data, or workers stall in the
   * middle of a fetch and hand old documents over: when both happen, no provider can tell old from
   * new. It ends with up to twenty minutes in which all is well but for one change of the document.
   *
   * @param seed what chance is drawn from
   * @param workers how many to begin with
   * @param length how long
   * @return the scenario
   */
  public static Scenario randomMix(long seed, int workers, Duration length) {
    return randomMix(seed, workers, length, SDKS);
  }

  /**
   * The same with other workers.
   *
   * @param seed what chance is drawn from
   * @param workers how many to begin with
   * @param length how long
   * @param profiles what they are, and those that join them
   * @return the scenario
   */
  public static Scenario randomMix(
      long seed, int workers, Duration length, List<SdkProfile> profiles) {
    Random random = new Random(seed);
    boolean backendFails = random.nextBoolean();
    Duration half = length.dividedBy(2);
    Duration longestCalm = POLL.multipliedBy(40);
    Duration calm = half.compareTo(longestCalm) < 0 ? half : longestCalm;
    Scenario scenario =
        Scenario.named("a random mix").lasting(length).at(NOW).start(workers, POLL, profiles);
    Duration time = POLL;
    while (time.compareTo(length.minus(calm)) < 0) {
      scenario = disturbed(scenario.at(time), random, backendFails, profiles);
      time = time.plusMillis(1 + random.nextInt((int) POLL.toMillis() * 2));
    }
    return scenario
        .at(length.minus(calm))
        .restoreBackend()
        .at(length.minus(calm))
        .api(ApiState.UP)
        .at(length.minus(calm))
        .changeDocument();
  }

  private static Scenario disturbed(
      Moment moment, Random random, boolean backendFails, List<SdkProfile> profiles) {
    List<WorkerChoice> choices = List.of(WorkerChoice.values());
    WorkerChoice choice = choices.get(random.nextInt(choices.size()));
    SdkProfile profile = profiles.get(random.nextInt(profiles.size()));
    Duration stall = Duration.ofSeconds(1 + random.nextInt(400));
    return switch (random.nextInt(16)) {
      case 0, 1, 2, 3 -> moment.changeDocument();
      case 4, 5, 6 -> moment.start(1, profile);
      case 7 -> moment.stop(choice);
      case 8 -> moment.stopDuringFetch(choice);
      case 9 -> moment.vanish(choice);
      case 10 -> moment.stall(choice, stall);
      case 11 -> backendFails ? moment.wipeBackend() : moment.stallDuringFetch(choice, stall);
      case 12 -> backendFails ? moment.cutBackend() : moment.api(ApiState.DOWN);
      case 13 -> backendFails ? moment.restoreBackend() : moment.api(ApiState.FAILING);
      default -> backendFails ? moment.restoreBackend() : moment.api(ApiState.UP);
    };
  }
}

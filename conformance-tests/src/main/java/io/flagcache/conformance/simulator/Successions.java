package io.flagcache.conformance.simulator;

import io.flagcache.conformance.simulator.Scenario.Moment;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** Scenarios in which leaders change while the API does not help. */
public final class Successions {

  private static final Duration POLL = Scenario.POLL_INTERVAL;
  private static final Duration NOW = Duration.ZERO;

  private Successions() {}

  /**
   * A leader stands still with a document in its hands, while another leads and publishes a newer
   * one, which a newcomer reads. The first one goes on, and its document is refused. Then the API
   * fails, the other leader dies, and the first one leads again.
   *
   * @return the scenario
   */
  public static Scenario refusedLeaderWithoutApi() {
    return supersededLeader("a leader that was refused leads again without the API")
        .at(POLL.multipliedBy(12))
        .changeDocument()
        .at(POLL.multipliedBy(20).plus(POLL.dividedBy(2))) // It polls after the first one.
        .start(1, SdkProfile.JVM)
        .at(POLL.multipliedBy(22))
        .api(ApiState.FAILING)
        .at(POLL.multipliedBy(22))
        .vanish(WorkerChoice.LEADER);
  }

  /**
   * A leader stands still with a document in its hands, which the API then serves to nobody else.
   * It goes on, and its document is refused, since another leads. When the first one no longer
   * holds it, the other leaves, and the first one leads again, whom the API answers with 304.
   *
   * @return the scenario
   */
  public static Scenario refusedLeaderHearsNothingNew() {
    return supersededLeader("a leader that was refused leads again and hears nothing new")
        .at(POLL.multipliedBy(8))
        .api(ApiState.FAILING)
        .at(POLL.multipliedBy(36))
        .stop(WorkerChoice.LEADER)
        .at(POLL.multipliedBy(36))
        .api(ApiState.UP);
  }

  /** Two workers; the document changes, and who leads stands still when it has it. */
  private static Scenario supersededLeader(String name) {
    return Scenario.named(name)
        .lasting(POLL.multipliedBy(44))
        .at(NOW)
        .start(2, SdkProfile.JVM)
        .at(POLL.multipliedBy(6))
        .changeDocument()
        .at(POLL.multipliedBy(6))
        .stallDuringFetch(WorkerChoice.LEADER, POLL.multipliedBy(12));
  }

  /**
   * Leaders that die, one after the other, each when it has published one document, which is new:
   * the first one under each leadership is all that there is to see.
   *
   * @param workers how many; more than leaders
   * @param leaders how many leaders die
   * @return the scenario
   */
  public static Scenario oneDocumentEach(int workers, int leaders) {
    Scenario scenario =
        Scenario.named("leaders that publish one document each")
            .lasting(POLL.multipliedBy(10L * (leaders + 1)))
            .at(NOW)
            .start(workers, POLL, SdkProfile.sdks());
    for (long i = 1; i <= leaders; i++) {
      scenario =
          scenario
              .at(POLL.multipliedBy(10 * i))
              .vanish(WorkerChoice.LEADER)
              .at(POLL.multipliedBy(10 * i + 1))
              .changeDocument();
    }
    return scenario;
  }

  /**
   * Leaders that die, one after the other, while the API is down, so that nobody has anything to
   * publish, and an entry that lives only a little longer than a lease.
   *
   * @param workers how many; more than leaders
   * @param leaders how many leaders die
   * @return the scenario
   */
  public static Scenario dyingLeadersWithoutApi(int workers, int leaders) {
    return Scenario.named("leaders die while the API is down")
        .lasting(POLL.multipliedBy(10L * (leaders + 1)))
        .entryTtl(POLL.multipliedBy(7).dividedBy(2))
        .at(NOW)
        .start(workers, POLL, SdkProfile.JVM)
        .at(POLL.multipliedBy(6))
        .api(ApiState.DOWN)
        .every(POLL.multipliedBy(10), moment -> moment.vanish(WorkerChoice.LEADER));
  }

  /**
   * A leader stands still with a document in its hands, while the backend loses its data and
   * another leads, perhaps under the same number, and publishes a newer document.
   *
   * @return the scenario
   */
  public static Scenario staleHandOverAfterAFlush() {
    return Scenario.named("an old document is handed over after a flush")
        .lasting(POLL.multipliedBy(24))
        .at(NOW)
        .start(1, SdkProfile.JVM)
        .at(POLL.dividedBy(2))
        .start(3, SdkProfile.JVM)
        .at(POLL.multipliedBy(6))
        .changeDocument()
        .at(POLL.multipliedBy(6))
        .stallDuringFetch(WorkerChoice.LEADER, POLL.multipliedBy(12))
        .at(POLL.multipliedBy(8))
        .wipeBackend()
        .at(POLL.multipliedBy(12))
        .changeDocument();
  }

  /**
   * Leaders that leave, die or stand still in the middle of a fetch, one after the other, while the
   * document changes and the API is in trouble: as the seed has it, it fails, or serves again what
   * it served before. When both happen, nobody can tell old from new. It ends well, with one more
   * change.
   *
   * @param seed what chance is drawn from
   * @param workers how many to begin with
   * @param leaders how many leaders come to that end
   * @return the scenario
   */
  public static Scenario troubledSuccessions(long seed, int workers, int leaders) {
    return troubledSuccessions(seed, workers, leaders, SdkProfile.sdks());
  }

  /**
   * The same with other workers.
   *
   * @param seed what chance is drawn from
   * @param workers how many to begin with
   * @param leaders how many leaders come to that end
   * @param profiles what the workers are, and those that join them
   * @return the scenario
   */
  public static Scenario troubledSuccessions(
      long seed, int workers, int leaders, List<SdkProfile> profiles) {
    Random random = new Random(seed);
    boolean apiFails = random.nextBoolean();
    Scenario scenario =
        Scenario.named("successions while the API is in trouble")
            .at(NOW)
            .start(workers, POLL, profiles);
    Duration time = POLL.multipliedBy(4);
    for (int i = 0; i < leaders; i++) {
      scenario = troubled(scenario, time, random, apiFails);
      scenario = succession(scenario.at(time), random);
      scenario = troubled(scenario, time, random, apiFails);
      time = time.plusMillis(POLL.toMillis() * 4 + random.nextInt((int) POLL.toMillis() * 12));
      scenario = scenario.at(time).start(1, profiles.get(random.nextInt(profiles.size())));
    }
    return scenario
        .at(time)
        .api(ApiState.UP)
        .at(time)
        .changeDocument()
        .lasting(time.plus(POLL.multipliedBy(20)));
  }

  /**
   * The first of several workers that fetch for themselves has a wrong key, so that it leads and
   * has nothing to publish. The document changes meanwhile, and again when another leads; then that
   * one leaves, and anyone may be the next.
   *
   * @param workers how many, with that one
   * @return the scenario
   */
  public static Scenario leaderWithAWrongKey(int workers) {
    return Scenario.named("a leader with a wrong key")
        .lasting(POLL.multipliedBy(40))
        .at(NOW)
        .start(1, SdkProfile.FETCHING_WITH_A_WRONG_KEY)
        .at(POLL.dividedBy(2))
        .start(workers - 1, POLL.dividedBy(2), SdkProfile.FETCHING)
        .at(POLL.multipliedBy(2))
        .changeDocument()
        .at(POLL.multipliedBy(14))
        .changeDocument()
        .at(POLL.multipliedBy(20))
        .stop(WorkerChoice.LEADER)
        .at(POLL.multipliedBy(21))
        .changeDocument();
  }

  /**
   * A leader stalls, another leads and publishes a new document, which the first one reads. Then
   * the API serves the old one again, the other leader dies, and the first one leads, which may
   * still have the old document's ETag.
   *
   * @param profile what both workers are
   * @return the scenario
   */
  public static Scenario documentThatIsBack(SdkProfile profile) {
    return Scenario.named("a document that is back")
        .lasting(POLL.multipliedBy(30))
        .at(NOW)
        .start(2, profile)
        .at(POLL.multipliedBy(4))
        .stall(WorkerChoice.LEADER, POLL.multipliedBy(6))
        .at(POLL.multipliedBy(5))
        .changeDocument()
        .at(POLL.multipliedBy(20))
        .changeDocumentBack()
        .at(POLL.multipliedBy(20))
        .vanish(WorkerChoice.LEADER);
  }

  private static Scenario succession(Moment moment, Random random) {
    return switch (random.nextInt(3)) {
      case 0 -> moment.stop(WorkerChoice.LEADER);
      case 1 -> moment.vanish(WorkerChoice.LEADER);
      default ->
          moment.stallDuringFetch(
              WorkerChoice.LEADER, Duration.ofSeconds(90 + random.nextInt(300)));
    };
  }

  /** Some trouble within three polls before or after. */
  private static Scenario troubled(
      Scenario scenario, Duration time, Random random, boolean apiFails) {
    int polls = (int) POLL.toMillis() * 3;
    Moment moment = scenario.at(time.plusMillis(random.nextInt(2 * polls) - polls));
    return switch (random.nextInt(4)) {
      case 0 -> moment.changeDocument();
      case 1 -> apiFails ? moment.api(ApiState.FAILING) : moment.changeDocumentBack();
      case 2 -> apiFails ? moment.api(ApiState.DOWN) : moment.changeDocument();
      default -> moment.api(ApiState.UP);
    };
  }
}

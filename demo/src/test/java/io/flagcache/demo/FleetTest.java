package io.flagcache.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flagcache.demo.standin.ApiCounts;
import io.flagcache.demo.worker.WorkerReport;
import io.flagcache.posthog.Decision;
import io.flagcache.posthog.PollOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FleetTest {

  private final List<String> news = new ArrayList<>();
  private final List<String> trouble = new ArrayList<>();
  private final Fleet fleet =
      new Fleet(
          new Versions(),
          new LeadershipAudit(Duration.ofSeconds(3), Duration.ofSeconds(1)),
          TimeUnit.MILLISECONDS::toNanos,
          new Fleet.Listener() {
            @Override
            public void news(String text) {
              news.add(text);
            }

            @Override
            public void trouble(String text) {
              trouble.add(text);
            }
          });

  @Test
  void followsAWorkerThroughItsLife() {
    fleet.started(1, 4711, 0);
    fleet.reported(1, new WorkerReport.Ready(), 10);
    fleet.reported(1, lead(1, 1, 0, PollOutcome.FETCHED, "v1"), 20);
    fleet.reported(1, lead(2, 2, 1, PollOutcome.NOT_MODIFIED, "v1"), 30);

    WorkerState worker = fleet.state(1);
    assertThat(worker.role()).isEqualTo(WorkerRole.LEADER);
    assertThat(worker.roleSince()).isZero(); // Which is when the cache decided.
    assertThat(worker.servingSince()).isEqualTo(20);
    assertThat(worker.firstOutcome()).contains(PollOutcome.FETCHED);
    assertThat(worker.counts()).isEqualTo(new WorkerCounts(2, 2, 1, 1, 0));
    assertThat(fleet.apiCounts()).isEqualTo(new ApiCounts(1, 1, 0));
    assertThat(fleet.leader()).contains(worker);
    assertThat(news)
        .containsExactly(
            "worker 1 (pid 4711) is ready",
            "worker 1 (pid 4711) is the leader",
            "worker 1 serves v1 (v1)");
  }

  @Test
  void forgetsWhatAKilledWorkerSentBefore() {
    fleet.started(1, 1, 0);
    fleet.started(2, 2, 0);
    fleet.reported(1, lead(1, 1, 0, PollOutcome.FETCHED, "v1"), 0);
    fleet.ending(1, WorkerRole.KILLED, 1);
    fleet.reported(1, lead(2, 2, 1, PollOutcome.NOT_MODIFIED, "v1"), 2);
    fleet.exited(1, 137, 3);
    fleet.reported(2, lead(1, 1, 0, PollOutcome.FETCHED, "v1"), 4);

    assertThat(fleet.state(1).role()).isEqualTo(WorkerRole.KILLED);
    assertThat(fleet.state(1).counts().polls()).isEqualTo(1);
    assertThat(fleet.leader()).map(WorkerState::number).contains(2);
    assertThat(fleet.overlaps()).isZero();
    assertThat(fleet.dead()).isEmpty();
    assertThat(trouble).isEmpty();
  }

  @Test
  void noticesAWorkerThatDies() {
    fleet.started(1, 1, 0);
    fleet.exited(1, 3, 1);

    assertThat(fleet.dead()).hasSize(1);
    assertThat(fleet.live()).isEmpty();
    assertThat(trouble).containsExactly("worker 1 ended by itself, exit code 3");
  }

  @Test
  void keepsQuietAboutWorkersThatCtrlCEnds() {
    fleet.started(1, 1, 0);
    fleet.exited(1, 130, 1);

    assertThat(fleet.dead()).isEmpty();
    assertThat(trouble).isEmpty();
  }

  @Test
  void findsTwoLeadersAtOnce() {
    fleet.started(1, 1, 0);
    fleet.started(2, 2, 0);
    fleet.reported(1, lead(1, 1, 0, PollOutcome.FETCHED, "v1"), 0);
    fleet.reported(2, lead(1, 1, 0, PollOutcome.FETCHED, "v1"), 1);

    assertThat(fleet.overlaps()).isEqualTo(1);
  }

  @Test
  void countsLeadershipFromTheDecisionNotFromTheReport() {
    fleet.started(1, 1, 0);
    long now = Duration.ofSeconds(60).toNanos();
    fleet.reported(
        1,
        new WorkerReport.Polled(1, 1, 0, Decision.LEAD, 54_000, 55_000, PollOutcome.FETCHED, "v1"),
        now);

    assertThat(fleet.state(1).roleSince()).isEqualTo(Duration.ofSeconds(55).toNanos());
    assertThat(fleet.state(1).servingSince()).isEqualTo(now);

    fleet.reported(
        1,
        new WorkerReport.Polled(
            2, 2, 1, Decision.LEAD, 59_000, 60_000, PollOutcome.NOT_MODIFIED, "v1"),
        now + 1);
    assertThat(fleet.state(1).roleSince()).isEqualTo(Duration.ofSeconds(55).toNanos());
    assertThat(fleet.state(1).decided()).isEqualTo(now);
  }

  @Test
  void findsAStepBack() {
    fleet.version("v1");
    fleet.version("v2");
    fleet.started(1, 1, 0);
    fleet.reported(1, follow(1, 0, "v2"), 1);
    fleet.reported(1, follow(2, 0, "v1"), 2);

    assertThat(fleet.stepsBack()).isEqualTo(1);
    assertThat(trouble).containsExactly("worker 1 went back to an older version");
  }

  @Test
  void countsRequestsThatAFollowerShouldNotHaveSent() {
    fleet.started(1, 1, 0);
    fleet.reported(1, lead(1, 2, 0, PollOutcome.FETCHED, "v1"), 0);
    fleet.reported(1, follow(2, 2, "v1"), 1);
    assertThat(fleet.requestsAsFollower()).isZero();
    fleet.reported(1, follow(3, 3, "v1"), 2);

    assertThat(fleet.requestsAsFollower()).isEqualTo(1);
  }

  @Test
  void knowsWhyAWorkerRefusedItsSettings() {
    fleet.started(1, 1, 0);
    fleet.reported(1, new WorkerReport.Refused("lease is PT0S"), 1);
    fleet.exited(1, 2, 2);

    assertThat(fleet.refusal()).contains("lease is PT0S");
    assertThat(trouble).isEmpty();
  }

  @Test
  void staysAsItIsWhenRetired() {
    fleet.started(1, 1, 0);
    fleet.reported(1, follow(1, 0, "v1"), 1);
    fleet.retire();
    fleet.reported(1, new WorkerReport.Closed(), 2);
    fleet.exited(1, 1, 3);

    assertThat(fleet.state(1).role()).isEqualTo(WorkerRole.FOLLOWER);
    assertThat(trouble).isEmpty();
  }

  @Test
  void awaitsWhatIsReportedMeanwhile() throws Exception {
    fleet.started(1, 1, 0);
    Thread reporter =
        new Thread(() -> fleet.reported(1, lead(1, 1, 0, PollOutcome.FETCHED, "v1"), 5));
    reporter.start();

    Optional<WorkerState> leader = fleet.await(Duration.ofSeconds(30), workers -> fleet.leader());

    assertThat(leader).isPresent();
    reporter.join();
  }

  @Test
  void givesUpAwaitingInTime() throws Exception {
    assertThat(fleet.await(Duration.ofMillis(20), workers -> Optional.empty())).isEmpty();
  }

  @Test
  void knowsNoWorkerThatWasNotStarted() {
    assertThatIllegalArgumentException().isThrownBy(() -> fleet.state(9));
  }

  private static WorkerReport lead(
      long polls, long requests, long notModified, PollOutcome outcome, String hash) {
    return new WorkerReport.Polled(
        polls, requests, notModified, Decision.LEAD, 0, 0, outcome, hash);
  }

  private static WorkerReport follow(long polls, long requests, String hash) {
    return new WorkerReport.Polled(
        polls, requests, 0, Decision.FOLLOW, 0, 0, PollOutcome.READ, hash);
  }
}

package io.flagcache.demo;

import io.flagcache.demo.worker.WorkerReport.Polled;
import io.flagcache.posthog.Decision;
import io.flagcache.posthog.PollOutcome;
import java.util.Optional;

/**
 * What is known of one worker. Immutable. Moments are in nanoseconds of the demo's own monotonic
 * clock.
 *
 * @param number counts the demo's workers from 1
 * @param pid the process id
 * @param role what the worker is
 * @param roleSince when it took the role
 * @param decided when it was last told its role
 * @param counts what it did
 * @param hash identifies what it serves
 * @param servingSince when it began to serve that; meaningless before it serves anything
 * @param firstOutcome how its first poll ended
 */
record WorkerState(
    int number,
    long pid,
    WorkerRole role,
    long roleSince,
    long decided,
    WorkerCounts counts,
    Optional<String> hash,
    long servingSince,
    Optional<PollOutcome> firstOutcome) {

  static WorkerState starting(int number, long pid, long now) {
    return new WorkerState(
        number,
        pid,
        WorkerRole.STARTING,
        now,
        now,
        WorkerCounts.NONE,
        Optional.empty(),
        now,
        Optional.empty());
  }

  boolean isLive() {
    return role.isLive();
  }

  boolean serves(String wanted) {
    return hash.filter(wanted::equals).isPresent();
  }

  WorkerState as(WorkerRole next, long now) {
    return new WorkerState(
        number,
        pid,
        next,
        next == role ? roleSince : now,
        decided,
        counts,
        hash,
        servingSince,
        firstOutcome);
  }

  /**
   * What is known after a poll.
   *
   * @param decidedNow when the worker was told its role
   * @param now when it reported
   */
  WorkerState after(Polled report, long decidedNow, long now) {
    WorkerRole next = roleBy(report);
    Optional<String> served = Optional.ofNullable(report.hash());
    return new WorkerState(
        number,
        pid,
        next,
        next == role ? roleSince : decidedNow,
        decidedNow,
        counts.after(report),
        served,
        served.equals(hash) ? servingSince : now,
        firstOutcome.or(() -> Optional.of(report.outcome())));
  }

  private static WorkerRole roleBy(Polled report) {
    Decision decision = report.decision();
    if (decision == null) {
      return WorkerRole.ALONE;
    }
    return switch (decision) {
      case LEAD -> WorkerRole.LEADER;
      case FOLLOW -> WorkerRole.FOLLOWER;
      case FAILED -> WorkerRole.CUT_OFF;
    };
  }
}

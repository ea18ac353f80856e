package io.flagcache.demo;

import io.flagcache.conformance.history.History;
import io.flagcache.conformance.history.Promises;
import io.flagcache.conformance.history.WorkerEvent.Asked;
import io.flagcache.conformance.history.WorkerEvent.Elected;
import io.flagcache.conformance.history.WorkerEvent.NotElected;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * Finds out whether two workers ever led at once. Tells the conformance kit's oracle what the
 * workers report, with one poll of slack for reports that are held up on their way: workers that
 * lead side by side are told so often, while a leader that was held up until its lease ran out, so
 * that another rightly took over, was last told so a whole lease ago. Not safe for use by several
 * threads.
 */
final class LeadershipAudit {

  private final History history;
  private Duration latest = Duration.ZERO;

  LeadershipAudit(Duration lease, Duration poll) {
    history = new History(Promises.withLease(lease).slack(poll).build());
  }

  /**
   * A worker was told to lead. Reports of two workers may come in another order than they were
   * told.
   *
   * @param asked when it asked
   * @param decided when it was told
   */
  void leads(int worker, long asked, long decided) {
    latest = Duration.ofNanos(decided);
    history.add(new Asked(Duration.ofNanos(asked), name(worker)));
    history.add(new Elected(latest, name(worker), OptionalLong.empty()));
  }

  /** A worker was told not to lead, or was stopped or killed. */
  void doesNotLead(int worker) {
    history.add(new NotElected(latest, name(worker)));
  }

  int overlaps() {
    return Math.toIntExact(
        history.counts().getOrDefault("E1", 0L) + history.counts().getOrDefault("E3", 0L));
  }

  private static String name(int worker) {
    return "worker " + worker;
  }
}

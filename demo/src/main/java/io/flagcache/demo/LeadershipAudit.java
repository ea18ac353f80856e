package io.flagcache.demo;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Finds out whether two workers ever led at once: whether two were told to lead closer together
 * than the lease less one poll, and neither was heard to have stopped. Workers that lead side by
 * side are told so that often. A leader that was held up until its lease ran out, so that another
 * rightly took over, was last told so a whole lease ago; the one poll is for reports that are held
 * up on their way. Not safe for use by several threads.
 */
final class LeadershipAudit {

  private final long tooClose;
  private final Map<Integer, Long> lastLed = new LinkedHashMap<>();
  private int overlaps;

  LeadershipAudit(Duration lease, Duration poll) {
    this.tooClose = lease.minus(poll).toNanos();
  }

  /**
   * A worker was told to lead.
   *
   * @param decided when; reports of two workers may come in another order than they were told
   */
  void leads(int worker, long decided) {
    boolean another =
        lastLed.entrySet().stream()
            .anyMatch(
                led -> led.getKey() != worker && Math.abs(decided - led.getValue()) < tooClose);
    if (another) {
      overlaps++;
    }
    lastLed.put(worker, decided);
  }

  /** A worker was told not to lead, or was stopped or killed. */
  void doesNotLead(int worker) {
    lastLed.remove(worker);
  }

  int overlaps() {
    return overlaps;
  }
}

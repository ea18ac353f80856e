package io.flagcache.cli.demo;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Finds out whether two workers ever led at once. A leader counts as such for the lease less one
 * poll after it was last heard to lead: two that lead side by side poll more often than that, and a
 * leader that was held up so long that another rightly took over does not count against it. Not
 * safe for use by several threads.
 */
final class LeadershipAudit {

  private final long windowNanos;
  private final Map<Integer, Long> lastLed = new LinkedHashMap<>();
  private int overlaps;

  LeadershipAudit(Duration lease, Duration poll) {
    this.windowNanos = lease.minus(poll).toNanos();
  }

  /** A worker was heard to lead. */
  void leads(int worker, long now) {
    boolean another =
        lastLed.entrySet().stream()
            .anyMatch(led -> led.getKey() != worker && now - led.getValue() < windowNanos);
    if (another) {
      overlaps++;
    }
    lastLed.put(worker, now);
  }

  /** A worker was heard not to lead, or was stopped or killed. */
  void doesNotLead(int worker) {
    lastLed.remove(worker);
  }

  int overlaps() {
    return overlaps;
  }
}

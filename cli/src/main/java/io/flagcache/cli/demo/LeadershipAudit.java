package io.flagcache.cli.demo;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Finds out whether two workers ever led at once: whether one was heard to lead within one poll
 * after another, which had not been heard to have stopped. Workers that lead side by side are heard
 * that often. A leader that was held up until its lease ran out, so that another rightly took over,
 * was last heard a whole lease ago, or nearly so if its report was held up too. Not safe for use by
 * several threads.
 */
final class LeadershipAudit {

  private final long pollNanos;
  private final Map<Integer, Long> lastLed = new LinkedHashMap<>();
  private int overlaps;

  LeadershipAudit(Duration poll) {
    this.pollNanos = poll.toNanos();
  }

  /** A worker was heard to lead. */
  void leads(int worker, long now) {
    boolean another =
        lastLed.entrySet().stream()
            .anyMatch(led -> led.getKey() != worker && now - led.getValue() < pollNanos);
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

package io.flagcache.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What the workers of one fleet were told and read, on one clock, and what of it breaks a promise.
 */
final class History {

  /** What the SDK waits for a stage. */
  private static final Duration LONGEST_CALL = Duration.ofSeconds(10);

  /** What a worker of a large fleet waits at least for a first document: its deadline but 1 s. */
  private static final Duration FIRST_WAIT = Fleet.LARGE_DEADLINE.minusSeconds(1);

  private final List<Lead> leads = new ArrayList<>();
  private final List<Long> losses = new ArrayList<>();
  private final Map<String, Long> versions = new HashMap<>();
  private final List<String> violations = new ArrayList<>();
  private final List<String> trace = new ArrayList<>();
  private final long origin = System.nanoTime();
  private int polls;
  private boolean everybodyAnswered = true;

  /** That a worker was told to fetch, at some moment between two times. */
  private record Lead(String worker, long epoch, long begin, long end) {}

  /** A worker was told to fetch, under an epoch. */
  synchronized void leads(String worker, long epoch, long begin) {
    note(worker, "leads under epoch " + epoch);
    Lead lead = new Lead(worker, epoch, begin, System.nanoTime());
    for (Lead other : leads) {
      if (sinceTheSameLoss(other, lead)) {
        compare(other, lead);
      }
    }
    leads.add(lead);
  }

  private void compare(Lead other, Lead lead) {
    if (other.epoch() == lead.epoch() && !other.worker().equals(lead.worker())) {
      broken(
          "epoch %d belonged to %s and to %s"
              .formatted(lead.epoch(), other.worker(), lead.worker()));
    }
    if (other.end() < lead.begin() && other.epoch() > lead.epoch()) {
      broken(
          "%s was told to fetch under epoch %d after %s was under %d"
              .formatted(lead.worker(), lead.epoch(), other.worker(), other.epoch()));
    }
  }

  /** What a backend has lost it cannot compare with. */
  private boolean sinceTheSameLoss(Lead one, Lead other) {
    long begin = Math.min(one.begin(), other.begin());
    long end = Math.max(one.end(), other.end());
    return losses.stream().noneMatch(loss -> begin < loss && loss < end);
  }

  /** The backend's data is gone. */
  synchronized void dataLost() {
    losses.add(System.nanoTime());
    note("the backend", "loses its data");
  }

  /** A worker goes on with a document, which it fetched or read. */
  synchronized void evaluates(String worker, long version, String source) {
    note(worker, "has version " + version + " from " + source);
    Long before = versions.put(worker, version);
    if (before != null && before > version) {
      broken("%s went back from version %d to %d".formatted(worker, before, version));
    }
  }

  /** A worker read what nobody published. */
  synchronized void readsDamage(String worker, String what) {
    broken("%s read '%s'".formatted(worker, what));
  }

  /** A call came back; the worker's process ran all the time. */
  synchronized void lasted(String worker, Duration duration) {
    polls++;
    if (duration.compareTo(LONGEST_CALL) > 0) {
      broken("%s waited %s for an answer".formatted(worker, duration));
    }
  }

  /** A worker was told nothing, and so fetches. */
  synchronized void asksInVain(String worker, Exception why) {
    note(worker, "asks in vain: " + why.getMessage());
    everybodyAnswered = false;
  }

  /** A worker that has no document read none, and had waited for so long. */
  synchronized void findsNothing(String worker, Duration waited) {
    note(worker, "finds nothing for " + waited);
    if (waited.compareTo(FIRST_WAIT) >= 0) {
      everybodyAnswered = false;
    }
  }

  /** Whether everybody was answered in time, and found something before the time was over. */
  synchronized boolean everybodyWasAnswered() {
    return everybodyAnswered;
  }

  /** Something else that helps to understand the rest. */
  synchronized void note(String who, String what) {
    trace.add("%7d ms %s %s".formatted((System.nanoTime() - origin) / 1_000_000, who, what));
  }

  private void broken(String violation) {
    violations.add(violation);
    trace.add("!! " + violation);
  }

  /** What happened, in its order. */
  synchronized String trace() {
    return String.join("\n", trace);
  }

  /** The version that a worker evaluates; 0 if it has none. */
  synchronized long versionOf(String worker) {
    return Objects.requireNonNullElse(versions.get(worker), 0L);
  }

  synchronized int polls() {
    return polls;
  }

  synchronized List<String> violations() {
    return List.copyOf(violations);
  }
}

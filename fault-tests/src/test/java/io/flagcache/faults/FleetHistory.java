package io.flagcache.faults;

import io.flagcache.conformance.history.FleetEvent.DataLost;
import io.flagcache.conformance.history.FleetEvent.Quiet;
import io.flagcache.conformance.history.FleetEvent.Remark;
import io.flagcache.conformance.history.History;
import io.flagcache.conformance.history.HistoryEvent;
import io.flagcache.conformance.history.Promises;
import io.flagcache.conformance.history.Violation;
import io.flagcache.conformance.history.WorkerEvent.AskedInVain;
import io.flagcache.conformance.history.WorkerEvent.CallEnded;
import io.flagcache.conformance.history.WorkerEvent.ReadNothing;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The history of one fleet, to which the threads of its workers add, on this process's clock. */
final class FleetHistory {

  /** What the SDK waits for a stage. */
  private static final Duration LONGEST_CALL = Duration.ofSeconds(10);

  /** What a worker of a large fleet waits at least for a first document: its deadline but 1 s. */
  private static final Duration FIRST_WAIT = Fleet.LARGE_DEADLINE.minusSeconds(1);

  private final History history;
  private final long origin = System.nanoTime();
  private int polls;
  private @Nullable Duration lastUnanswered;
  private boolean losing;

  private FleetHistory(Promises.Builder promises) {
    history = new History(promises.slack(Fleet.POLL).longestCall(LONGEST_CALL).build());
  }

  /** Of a fleet whose workers have leases of this length. */
  static FleetHistory withLease(Duration lease) {
    return new FleetHistory(Promises.withLease(lease));
  }

  /** Of a large fleet, in which whoever waits for a first document waits for long. */
  static FleetHistory ofLargeFleet(Duration lease) {
    return new FleetHistory(Promises.withLease(lease).firstWait(FIRST_WAIT));
  }

  /** Adds what has just happened. */
  synchronized void add(Function<Duration, HistoryEvent> event) {
    if (losing) {
      history.add(new DataLost(now()));
    }
    history.add(event.apply(now()));
  }

  /** Does what loses the data, at a moment that nobody here can tell. */
  void losingData(Runnable loss) {
    setLosing(true);
    try {
      loss.run();
    } finally {
      dataLost();
      setLosing(false);
    }
  }

  private synchronized void setLosing(boolean now) {
    losing = now;
  }

  synchronized Duration now() {
    return Duration.ofNanos(System.nanoTime() - origin);
  }

  /** The backend's data is gone. */
  void dataLost() {
    add(DataLost::new);
  }

  /** A call came back; the worker's process ran all the time. */
  synchronized void lasted(String worker, Duration duration) {
    polls++;
    if (duration.compareTo(LONGEST_CALL) > 0) {
      add(at -> new CallEnded(at, worker, duration));
    }
  }

  /** A worker was told nothing, and so fetches. */
  synchronized void asksInVain(String worker, Exception why) {
    add(at -> new AskedInVain(at, worker, String.valueOf(why.getMessage())));
    lastUnanswered = now();
  }

  /** A worker that has no document read none, and had waited for so long. */
  synchronized void findsNothing(String worker, Duration waited) {
    add(at -> new ReadNothing(at, worker, waited));
    if (waited.compareTo(FIRST_WAIT) >= 0) {
      lastUnanswered = now();
    }
  }

  /** Whether everybody was answered in time, and found something before the time was over. */
  synchronized boolean everybodyWasAnswered() {
    return lastUnanswered == null;
  }

  /** Whether everybody was, for longer than this. */
  synchronized boolean everybodyWasAnsweredFor(Duration time) {
    return lastUnanswered == null || now().minus(lastUnanswered).compareTo(time) > 0;
  }

  /** All is well since then, so that everybody has read the same. */
  void quietSince(Duration since) {
    add(at -> new Quiet(at, since));
  }

  /** Something else that helps to understand the rest. */
  void remark(String who, String what) {
    add(at -> new Remark(at, who + " " + what));
  }

  /** What happened, in its order. */
  synchronized String trace() {
    return history.trace();
  }

  synchronized int polls() {
    return polls;
  }

  synchronized List<Violation> violations() {
    return history.violations();
  }
}

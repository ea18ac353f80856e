package io.flagcache.demo;

import io.flagcache.demo.standin.ApiCounts;
import io.flagcache.demo.worker.WorkerReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongUnaryOperator;

/**
 * All workers that share one cache, or none, as the demo sees them by their reports. Safe for use
 * by several threads.
 */
final class Fleet {

  /** The exit code after Ctrl-C, which a terminal sends to the demo and its workers alike. */
  private static final int INTERRUPTED = 130;

  private final TreeMap<Integer, WorkerState> workers = new TreeMap<>();
  private final Versions versions;
  private final LeadershipAudit audit;
  private final LongUnaryOperator nanoTimes;
  private final Listener listener;
  private boolean retired;
  private Optional<String> refusal = Optional.empty();
  private Optional<String> lastTrouble = Optional.empty();

  /** Hears of the workers, in one line each. Must not call the fleet, whose lock is held. */
  interface Listener {

    /** A worker changed its role or what it serves. */
    void news(String text);

    /** The API or the cache failed a worker, or the worker broke a rule or died. */
    void trouble(String text);
  }

  /**
   * Makes a fleet without workers.
   *
   * @param versions the versions of the document; from now on used by this fleet only
   * @param audit watches over the leadership
   * @param nanoTimes gives the {@link System#nanoTime()} of a time in milliseconds since 1970
   * @param listener hears what happens
   */
  Fleet(Versions versions, LeadershipAudit audit, LongUnaryOperator nanoTimes, Listener listener) {
    this.nanoTimes = nanoTimes;
    this.versions = versions;
    this.audit = audit;
    this.listener = listener;
  }

  synchronized void started(int number, long pid, long now) {
    workers.put(number, WorkerState.starting(number, pid, now));
    notifyAll();
  }

  synchronized void reported(int number, WorkerReport report, long now) {
    WorkerState worker = state(number);
    if (retired) {
      return;
    }
    if (!worker.isLive() && !(report instanceof WorkerReport.Closed)) {
      return; // Sent before the worker was stopped or killed.
    }
    if (report instanceof WorkerReport.Ready) {
      update(worker.as(WorkerRole.READY, now));
    } else if (report instanceof WorkerReport.Polled polled) {
      long decided = polled.decision() == null ? now : nanoTimes.applyAsLong(polled.decidedAt());
      WorkerState after = worker.after(polled, decided, now);
      update(after);
      judge(after, polled);
    } else if (report instanceof WorkerReport.Trouble trouble) {
      trouble("worker " + number + ": " + trouble.message());
    } else if (report instanceof WorkerReport.Refused refused) {
      refusal = refusal.or(() -> Optional.of(refused.message()));
      update(worker.as(WorkerRole.DIED, now));
    } else if (report instanceof WorkerReport.Closed) {
      update(worker.as(WorkerRole.STOPPED, now));
    }
    notifyAll();
  }

  /** The fleet is done with: from now on it stays as it is, whatever the workers do. */
  synchronized void retire() {
    retired = true;
  }

  /** The worker is being stopped or killed; what it sends from now on does not count. */
  synchronized void ending(int number, WorkerRole role, long now) {
    audit.doesNotLead(number);
    update(state(number).as(role, now));
    notifyAll();
  }

  synchronized void exited(int number, int code, long now) {
    WorkerState worker = state(number);
    if (retired) {
      return;
    }
    if (code == INTERRUPTED) {
      update(worker.as(WorkerRole.STOPPED, now));
    } else if (worker.isLive()) {
      audit.doesNotLead(number);
      update(worker.as(WorkerRole.DIED, now));
      trouble("worker " + number + " ended by itself, exit code " + code);
    }
    notifyAll();
  }

  synchronized List<WorkerState> workers() {
    return List.copyOf(workers.values());
  }

  synchronized List<WorkerState> live() {
    return workers.values().stream().filter(WorkerState::isLive).toList();
  }

  synchronized List<WorkerState> dead() {
    return workers.values().stream().filter(worker -> worker.role() == WorkerRole.DIED).toList();
  }

  synchronized WorkerState state(int number) {
    WorkerState worker = workers.get(number);
    if (worker == null) {
      throw new IllegalArgumentException("There is no worker " + number);
    }
    return worker;
  }

  /** The live worker that began to lead last. */
  synchronized Optional<WorkerState> leader() {
    return workers.values().stream()
        .filter(worker -> worker.role() == WorkerRole.LEADER)
        .max(Comparator.comparingLong(WorkerState::roleSince));
  }

  /** Why a worker could not start with its settings, if one could not. */
  synchronized Optional<String> refusal() {
    return refusal;
  }

  synchronized Optional<String> lastTrouble() {
    return lastTrouble;
  }

  /** Takes down that a version exists before anyone serves it. */
  synchronized int version(String hash) {
    return versions.number(hash);
  }

  synchronized int stepsBack() {
    return versions.stepsBack();
  }

  synchronized int overlaps() {
    return audit.overlaps();
  }

  /** All polls so far. */
  synchronized long polls() {
    return workers.values().stream().mapToLong(worker -> worker.counts().polls()).sum();
  }

  synchronized long requestsAsFollower() {
    return workers.values().stream()
        .mapToLong(worker -> worker.counts().requestsAsFollower())
        .sum();
  }

  /** What the workers say they asked of the API. */
  synchronized ApiCounts apiCounts() {
    return workers.values().stream()
        .map(worker -> worker.counts().api())
        .reduce(ApiCounts.NONE, ApiCounts::plus);
  }

  /**
   * Waits until something holds of the workers.
   *
   * @param question asked at every change; calls nothing that blocks
   * @return the first answer, or empty if there was none in time
   */
  synchronized <T> Optional<T> await(
      Duration patience, Function<List<WorkerState>, Optional<T>> question)
      throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      Optional<T> answer = question.apply(new ArrayList<>(workers.values()));
      long left = deadline - System.nanoTime();
      if (answer.isPresent() || left <= 0) {
        return answer;
      }
      wait(left / 1_000_000 + 1);
    }
  }

  private void update(WorkerState next) {
    WorkerState before = workers.put(next.number(), next);
    if (before != null && before.role() != next.role()) {
      listener.news("worker " + next.number() + " (pid " + next.pid() + ") is " + article(next));
    }
    if (next.isLive()
        && before != null
        && !before.hash().equals(next.hash())
        && next.hash().isPresent()) {
      String hash = next.hash().orElseThrow();
      listener.news(
          "worker " + next.number() + " serves v" + versions.number(hash) + " (" + hash + ")");
    }
  }

  private void judge(WorkerState worker, WorkerReport.Polled polled) {
    if (versions.served(worker.number(), worker.hash())) {
      trouble("worker " + worker.number() + " went back to an older version");
    }
    if (worker.role() == WorkerRole.LEADER) {
      long asked = nanoTimes.applyAsLong(polled.askedAt());
      audit.leads(worker.number(), asked, worker.decided());
    } else {
      audit.doesNotLead(worker.number());
    }
  }

  private void trouble(String text) {
    lastTrouble = Optional.of(text);
    listener.trouble(text);
  }

  private static String article(WorkerState worker) {
    return switch (worker.role()) {
      case LEADER -> "the leader";
      case FOLLOWER -> "a follower";
      default -> worker.role().label();
    };
  }
}

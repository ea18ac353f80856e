package io.flagcache;

import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The stages of one provider that are not complete, each of which fails at its deadline. A timer is
 * set for the earliest deadline only, and left when that stage completes: to set and withdraw one
 * for each call would wake another thread each time.
 */
final class PendingStages {

  private final ScheduledThreadPoolExecutor timer;
  private final Set<Pending> pending = Collections.newSetFromMap(new IdentityHashMap<>());
  private long wakesAt;
  private boolean wakes;

  PendingStages(ScheduledThreadPoolExecutor timer) {
    this.timer = timer;
  }

  /** One that is not complete. */
  record Pending(String name, Duration limit, long end, CompletableFuture<?> stage) {

    private void fail() {
      stage.completeExceptionally(
          new TimeoutException(name + " did not end within " + limit.toMillis() + " ms"));
    }
  }

  /** Whether no stage is pending. */
  synchronized boolean isEmpty() {
    return pending.isEmpty();
  }

  /** Fails the stage if it is pending after this time. */
  Pending add(String name, Duration limit, CompletableFuture<?> stage) {
    Pending added = new Pending(name, limit, System.nanoTime() + limit.toNanos(), stage);
    add(added);
    return added;
  }

  private synchronized void add(Pending added) {
    pending.add(added);
    if (!wakes || added.end() - wakesAt < 0) {
      wakeAt(added.end());
    }
  }

  /** The stage is complete, or about to be. */
  synchronized void remove(Pending removed) {
    pending.remove(removed);
  }

  private void wakeAt(long moment) {
    wakes = true;
    wakesAt = moment;
    timer.schedule(this::failThoseThatAreDue, moment - System.nanoTime(), TimeUnit.NANOSECONDS);
  }

  private void failThoseThatAreDue() {
    due().forEach(Pending::fail);
  }

  private synchronized List<Pending> due() {
    long now = System.nanoTime();
    List<Pending> due = pending.stream().filter(stage -> stage.end() - now <= 0).toList();
    due.forEach(pending::remove);
    // One that was set before an earlier one was needed wakes in vain.
    if (wakes && wakesAt - now <= 0) {
      wakes = false;
      pending.stream()
          .reduce((one, other) -> one.end() - other.end() < 0 ? one : other)
          .ifPresent(next -> wakeAt(next.end()));
    }
    return due;
  }
}

package io.flagcache.posthog;

import io.flagcache.FlagDefinitionCacheData;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Runs one poll at a time, keeps what it brought and tells of it, until it is stopped. Safe for use
 * by several threads.
 */
final class PollRunner {

  private static final Duration LONGEST_WAIT_FOR_POLL = Duration.ofSeconds(5);

  private final LoaderState state;
  private final Reports reports;
  private final Polling polling;
  private final Waiter waiter = new Waiter();
  private final ReentrantLock pollLock = new ReentrantLock();
  private final AtomicBoolean stopped = new AtomicBoolean();

  PollRunner(LoaderSettings settings) {
    state = new LoaderState(settings.nanoTime());
    reports = new Reports(state, settings.listener());
    polling = new Polling(settings, waiter, state, reports);
  }

  Optional<FlagDefinitionCacheData> definitions() {
    return state.definitions();
  }

  LoaderStatus status() {
    return state.status();
  }

  boolean awaitDefinitions(Duration limit) throws InterruptedException {
    return state.awaitDefinitions(limit);
  }

  void addListener(LoaderListener listener) {
    reports.add(listener);
  }

  void removeListener(LoaderListener listener) {
    reports.remove(listener);
  }

  /**
   * Polls on the calling thread, after the end of a poll that is under way on another.
   *
   * @param decided told what the cache has decided
   * @throws IllegalStateException if called by a listener, during a poll
   */
  PollResult poll(Consumer<Optional<Decision>> decided) {
    return run(() -> polling.poll(decided));
  }

  /** As {@link #poll}, but only reads the cache. */
  PollResult readOnly() {
    return run(polling::readOnly);
  }

  private PollResult run(Supplier<PollResult> poll) {
    if (pollLock.isHeldByCurrentThread()) {
      throw new IllegalStateException("A listener must not poll; let the poll under way end first");
    }
    pollLock.lock();
    try {
      if (stopped.get()) {
        return new PollResult(Optional.empty(), PollOutcome.CLOSED, false);
      }
      PollResult result = poll.get();
      if (result.outcome() != PollOutcome.CLOSED) {
        state.pollEnded(result);
        reports.tell(new LoaderEvent.Polled(result, state.status(), state.definitions()));
      }
      return result;
    } finally {
      pollLock.unlock();
    }
  }

  void failedUnexpectedly(Throwable cause) {
    reports.pollFailed(cause);
  }

  /** An SDK has handed over what it fetched by itself. */
  void sdkFetched() {
    pollLock.lock();
    try {
      reports.sdkFetched();
    } finally {
      pollLock.unlock();
    }
  }

  boolean isStopped() {
    return stopped.get();
  }

  /**
   * Ends a poll under way, and begins no other. Does not block.
   *
   * @return whether this was the first call
   */
  boolean stop() {
    if (stopped.getAndSet(true)) {
      return false;
    }
    waiter.close();
    state.noMoreDefinitions();
    return true;
  }

  /**
   * Shuts the cache down, when the poll under way has ended, or after 5 s.
   *
   * @return whether the cache released what it held
   */
  boolean release() {
    boolean locked = lockForClosing();
    try {
      return polling.close();
    } finally {
      if (locked) {
        pollLock.unlock();
      }
    }
  }

  private boolean lockForClosing() {
    try {
      return pollLock.tryLock(LONGEST_WAIT_FOR_POLL.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}

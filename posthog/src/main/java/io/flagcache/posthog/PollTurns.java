package io.flagcache.posthog;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Polls, and reads of the cache, on one daemon thread and when they are asked for. Safe for use by
 * several threads; no method blocks.
 */
final class PollTurns {

  private static final int MAX_WAITING = 64;
  private static final Duration SAME_POLL = Duration.ofSeconds(1);

  private final PollRunner runner;
  private final LongSupplier nanoTime;
  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          1,
          1,
          60,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          new DaemonThreads("flagcache-fetcher"));
  private Turn poll;
  private Turn last;
  private boolean closed;

  PollTurns(PollRunner runner, LongSupplier nanoTime) {
    this.runner = runner;
    this.nanoTime = nanoTime;
    this.poll = over();
    this.last = poll;
    thread.allowCoreThreadTimeOut(true);
  }

  /** A poll, or a read of the cache alone, from being asked for to its end. */
  static final class Turn {

    private final boolean polls;
    private final LongSupplier nanoTime;
    private final CompletableFuture<Boolean> decided = new CompletableFuture<>();
    private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
    private boolean hasReader;
    private volatile boolean follows;
    private volatile long endNanos;

    private Turn(boolean polls, LongSupplier nanoTime) {
      this.polls = polls;
      this.nanoTime = nanoTime;
    }

    /** False when the cache has decided about this worker: the SDK is not to fetch. */
    CompletableFuture<Boolean> decided() {
      return decided;
    }

    CompletableFuture<Boolean> ended() {
      return ended;
    }

    private void run(PollRunner runner) {
      try {
        if (polls) {
          runner.poll(this::decide);
        } else {
          runner.readOnly();
        }
      } catch (Throwable e) {
        runner.failedUnexpectedly(e);
      } finally {
        end();
      }
    }

    private void decide(Optional<Decision> decision) {
      follows = decision.filter(Decision.FOLLOW::equals).isPresent();
      decided.complete(false);
    }

    private void end() {
      endNanos = nanoTime.getAsLong();
      decided.complete(false);
      ended.complete(true);
    }

    private boolean isUnderWay() {
      return !ended.isDone();
    }

    private boolean isRecent() {
      return nanoTime.getAsLong() - endNanos < SAME_POLL.toNanos();
    }
  }

  /** The poll under way, or one that begins. */
  synchronized Turn poll() {
    if (!poll.isUnderWay()) {
      poll = begin(true);
    } else if (poll.follows && last == poll) {
      begin(false); // What that poll reads, it may have read before this question.
    }
    return poll;
  }

  /** What is under way, or the poll just ended that nobody has read yet, or a read that begins. */
  synchronized Turn read() {
    boolean belongsToLast = last.isUnderWay() || (last.polls && !last.hasReader && last.isRecent());
    Turn turn = belongsToLast ? last : begin(false);
    turn.hasReader = true;
    return turn;
  }

  private Turn begin(boolean polls) {
    if (closed) {
      return over();
    }
    Turn turn = new Turn(polls, nanoTime);
    last = turn;
    thread.execute(() -> turn.run(runner));
    return turn;
  }

  private Turn over() {
    Turn turn = new Turn(false, nanoTime);
    turn.end();
    return turn;
  }

  /** Runs something short between turns, unless too much waits already. */
  synchronized void tell(Runnable news) {
    if (!closed && thread.getQueue().size() < MAX_WAITING) {
      thread.execute(news);
    }
  }

  /**
   * Ends with this, when the turns before it have ended.
   *
   * @return whether this was the first call
   */
  synchronized boolean close(Runnable end) {
    boolean first = !closed;
    if (first) {
      closed = true;
      thread.execute(end);
      thread.shutdown();
    }
    return first;
  }
}

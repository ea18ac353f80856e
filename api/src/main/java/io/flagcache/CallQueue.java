package io.flagcache;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The calls of one provider, which run one at a time, in their order, on shared threads. */
final class CallQueue {

  private final ProviderThreads threads;
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private boolean running;
  private boolean closed;

  CallQueue(ProviderThreads threads) {
    this.threads = threads;
    threads.opened();
  }

  /** How many wait for their turn. */
  synchronized int size() {
    return waiting.size();
  }

  /**
   * Runs a call after those before it.
   *
   * @return false if the last one was added already, in which case this one never runs
   */
  boolean add(Runnable call) {
    return add(call, false);
  }

  /** Runs a call after all others, and none after it. */
  void addLast(Runnable call) {
    add(
        () -> {
          threads.closed();
          call.run();
        },
        true);
  }

  private boolean add(Runnable call, boolean last) {
    synchronized (this) {
      if (closed) {
        return false;
      }
      closed = last;
      waiting.add(call);
      if (running) {
        return true;
      }
      running = true;
    }
    runOnThread(call);
    return true;
  }

  private void runOnThread(Runnable first) {
    try {
      threads.execute(this::runAll);
    } catch (Throwable noThread) { // Perhaps there is one for the next call.
      synchronized (this) {
        running = false;
        waiting.remove(first);
      }
      throw noThread;
    }
  }

  private void runAll() {
    for (Runnable call = next(); call != null; call = next()) {
      Thread.interrupted(); // Whatever the call before has left.
      try {
        call.run();
      } catch (Throwable e) {
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
      }
    }
  }

  private synchronized @Nullable Runnable next() {
    Runnable next = waiting.poll();
    running = next != null;
    return next;
  }

  /** Withdraws a call that has not begun. */
  synchronized void remove(Runnable call) {
    waiting.remove(call);
  }
}

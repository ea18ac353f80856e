package io.flagcache.conformance.internal;

import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The threads that something starts. Where tests of others may run in this JVM, only those count
 * that descend from the thread that runs it: a thread inherits its group. What threads start that a
 * provider shares with those others is not seen there.
 */
public final class StartedThreads {

  private final ThreadGroup group = new Counted();
  private final boolean othersRun;
  private final Set<Thread> before;
  private Set<Thread> started = Set.of();

  /** Tells the threads that are counted from all others. */
  private static final class Counted extends ThreadGroup {
    Counted() {
      super("flagcache-conformance-counted");
    }
  }

  /**
   * Counts none of those that are there already.
   *
   * @param othersRun whether tests of others may run in this JVM
   */
  public StartedThreads(boolean othersRun) {
    this.othersRun = othersRun;
    this.before = all();
  }

  /** Whether the threads are counted that the present thread starts. */
  static boolean areCounted() {
    return Thread.currentThread().getThreadGroup() instanceof Counted;
  }

  /**
   * Runs something whose threads count.
   *
   * @param step what to run
   */
  public void by(Runnable step) {
    FutureTask<Boolean> task = new FutureTask<>(step, true);
    new Thread(group, task, Concurrently.THREAD_NAME).start();
    try {
      task.get();
      started = all();
      started.removeIf(thread -> before.contains(thread) || !counts(thread));
    } catch (ExecutionException e) {
      throw unchecked(Objects.requireNonNull(e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while threads were counted", e);
    }
  }

  private static RuntimeException unchecked(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    return (RuntimeException) thrown;
  }

  private static Set<Thread> all() {
    return new HashSet<>(Thread.getAllStackTraces().keySet());
  }

  private boolean counts(Thread thread) {
    ThreadGroup its = thread.getThreadGroup();
    return !isOfTheTests(thread) && (!othersRun || (its != null && group.parentOf(its)));
  }

  private static boolean isOfTheTests(Thread thread) {
    return thread.getName().equals(Concurrently.THREAD_NAME)
        || (thread instanceof ForkJoinWorkerThread worker
            && Thread.currentThread() instanceof ForkJoinWorkerThread own
            && worker.getPool() == own.getPool());
  }

  /**
   * How many are left.
   *
   * @return those that live
   */
  public long count() {
    return living().count();
  }

  private Stream<Thread> living() {
    return started.stream().filter(Thread::isAlive);
  }

  /** The names of some that are left. */
  @Override
  public String toString() {
    return living().map(Thread::getName).sorted().limit(10).collect(Collectors.joining(", "));
  }
}

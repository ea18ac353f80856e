package io.flagcache.hazelcast;

import com.hazelcast.core.HazelcastInstance;
import io.flagcache.Deadline;
import io.flagcache.core.url.Redaction;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A member or client of the provider's own. It starts on a thread for the purpose, since that may
 * take long: one at a time, and only after the last one failed or ended.
 */
final class ManagedInstance implements InstanceSource {

  private final Supplier<HazelcastInstance> start;
  private final Duration startTime;
  private final String description;
  private final Redaction redaction;
  private @Nullable CompletableFuture<HazelcastInstance> current;

  ManagedInstance(
      Supplier<HazelcastInstance> start,
      Duration startTime,
      String description,
      Redaction redaction) {
    this.start = start;
    this.startTime = startTime;
    this.description = description;
    this.redaction = redaction;
  }

  @Override
  public HazelcastInstance instance(Deadline deadline) throws Exception {
    CompletableFuture<HazelcastInstance> starting = current;
    if (starting == null || hasEnded(starting)) {
      if (isJvmEnding()) {
        throw new IllegalStateException(description + " is not started while the JVM ends");
      }
      CompletableFuture<HazelcastInstance> next = new CompletableFuture<>();
      current = next;
      starting = next;
      run("start", true, () -> start(next));
    }
    try {
      return starting.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  @Override
  public Duration startTime() {
    return startTime;
  }

  @Override
  public Redaction redaction() {
    return redaction;
  }

  private void start(CompletableFuture<HazelcastInstance> next) {
    try {
      next.complete(start.get());
    } catch (Throwable e) {
      next.completeExceptionally(e);
    }
  }

  private static boolean hasEnded(CompletableFuture<HazelcastInstance> future) {
    if (future.isCompletedExceptionally()) {
      return true;
    }
    HazelcastInstance instance = future.getNow(null);
    return instance != null && !instance.getLifecycleService().isRunning();
  }

  /** Only then are hooks refused. */
  private static boolean isJvmEnding() {
    Thread hook = new Thread(() -> {});
    try {
      Runtime.getRuntime().addShutdownHook(hook);
      Runtime.getRuntime().removeShutdownHook(hook);
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }

  @Override
  public void close() {
    CompletableFuture<HazelcastInstance> starting = current;
    if (starting != null) {
      // A member hands its partitions over first, for which the JVM has to live on.
      starting.thenAccept(instance -> run("shutdown", false, instance::shutdown));
    }
  }

  private static void run(String purpose, boolean daemon, Runnable work) {
    Thread thread = new Thread(work, "flagcache-hazelcast-" + purpose);
    thread.setDaemon(daemon);
    // Threads of the instance inherit it, and make objects of what is stored.
    thread.setContextClassLoader(ClassesOfHazelcast.LOADER);
    thread.start();
  }

  @Override
  public String toString() {
    return description;
  }
}

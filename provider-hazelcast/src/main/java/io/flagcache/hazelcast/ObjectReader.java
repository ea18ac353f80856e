package io.flagcache.hazelcast;

import static io.flagcache.hazelcast.StoredObjects.UNREADABLE;

import io.flagcache.Deadline;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Reads values on threads of ours that can be given up, since {@code IMap.get} has no time-out.
 *
 * <p>{@code getAsync}, which has one, makes the object on the client's only thread for answers: a
 * compact object of somebody else's waits there for its schema, whose answer that thread would have
 * to take, and the client is dead for good. Objects are also made there by whatever context class
 * loader the thread has.
 */
final class ObjectReader {

  /** Each waits for no longer than the instance does. */
  private static final int MOST_THREADS = 8;

  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          1, MOST_THREADS, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), ObjectReader::daemon);

  /**
   * What stands under a key.
   *
   * @param get asks for it, and makes the object
   * @return empty if there is nothing; {@link StoredObjects#UNREADABLE} for what cannot be made an
   *     object
   */
  Optional<Object> read(Callable<@Nullable Object> get, Deadline deadline) throws Exception {
    try {
      Future<@Nullable Object> object = threads.submit(get);
      return Optional.ofNullable(object.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS));
    } catch (RejectedExecutionException e) {
      throw new TimeoutException("earlier calls have not come back yet");
    } catch (TimeoutException e) {
      throw new TimeoutException("no answer before the deadline");
    } catch (ExecutionException e) {
      if (StoredObjects.isUnreadable(e)) {
        return Optional.of(UNREADABLE); // H1
      }
      throw causeOf(e);
    }
  }

  /** What a call that was waited for has thrown. */
  static Exception causeOf(ExecutionException failure) {
    return failure.getCause() instanceof Exception cause ? cause : failure;
  }

  void close() {
    threads.shutdown();
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "flagcache-hazelcast-reader");
    thread.setDaemon(true);
    thread.setContextClassLoader(ClassesOfHazelcast.LOADER);
    return thread;
  }
}

package io.flagcache.example.directory;

import io.flagcache.Deadline;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The lock of one service key. A file lock belongs to the whole process, and ends when anybody in
 * it closes the file. So the providers of one process are kept apart by a lock in memory, which is
 * taken first.
 */
final class DirectoryLock {

  private static final Map<Path, ReentrantLock> IN_THIS_PROCESS = new ConcurrentHashMap<>();
  private static final Duration PAUSE = Duration.ofMillis(2);

  private final Path file;
  private final ReentrantLock inThisProcess;

  DirectoryLock(Path file) {
    this.file = file;
    this.inThisProcess = IN_THIS_PROCESS.computeIfAbsent(file, key -> new ReentrantLock());
  }

  /**
   * Does something while no other worker does.
   *
   * @throws TimeoutException if the lock was not free within half of the time that is left
   */
  <T> T hold(Deadline deadline, Step<T> step) throws IOException, TimeoutException {
    Deadline half = Deadline.after(deadline.remaining().dividedBy(2));
    lockInThisProcess(half);
    // Opened only by who holds the lock in memory: closing any channel of a file ends all locks
    // that the process has on it.
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      lockAgainstOthers(channel, half);
      return step.run();
    } finally {
      inThisProcess.unlock();
    }
  }

  private void lockInThisProcess(Deadline deadline) throws TimeoutException {
    try {
      if (!inThisProcess.tryLock(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS)) {
        throw taken();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw taken();
    }
  }

  /** {@link FileChannel#lock()} would wait without end. */
  private void lockAgainstOthers(FileChannel channel, Deadline deadline)
      throws IOException, TimeoutException {
    while (!tryLock(channel)) {
      if (deadline.hasPassed()) {
        throw taken();
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null; // Ends when the channel is closed.
    } catch (OverlappingFileLockException e) {
      return false; // This class was loaded twice.
    }
  }

  private TimeoutException taken() {
    return new TimeoutException(
        "The lock '" + file + "' is held by another worker, which may be stopped");
  }

  /**
   * What is done under the lock.
   *
   * @param <T> what it returns
   */
  @FunctionalInterface
  interface Step<T> {
    T run() throws IOException;
  }
}

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
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
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
   * @param patience how long to wait for the lock
   * @return what it returned; empty if another worker held the lock for so long
   */
  <T> Optional<T> hold(Duration patience, Step<T> step) throws IOException {
    Deadline end = Deadline.after(patience);
    if (!lockInThisProcess(end)) {
      return Optional.empty();
    }
    // Opened only by who holds the lock in memory: closing any channel of a file ends all locks
    // that the process has on it.
    try (FileChannel channel = open()) {
      return lockAgainstOthers(channel, end) ? Optional.of(step.run()) : Optional.empty();
    } finally {
      inThisProcess.unlock();
    }
  }

  private FileChannel open() throws IOException {
    Foreign.moveAside(file);
    return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private boolean lockInThisProcess(Deadline end) {
    try {
      return inThisProcess.tryLock(end.remaining().toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** {@link FileChannel#lock()} would wait without end. */
  private static boolean lockAgainstOthers(FileChannel channel, Deadline end) throws IOException {
    while (!tryLock(channel)) {
      if (end.hasPassed()) {
        return false;
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    return true;
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null; // Ends when the channel is closed.
    } catch (OverlappingFileLockException e) {
      return false; // This class was loaded twice.
    }
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

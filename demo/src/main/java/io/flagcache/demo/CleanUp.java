package io.flagcache.demo;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * Closes what was opened, the last first, at the end of the demo or when the process is
 * interrupted, whichever comes first. Safe for use by several threads.
 */
final class CleanUp implements AutoCloseable {

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final Consumer<Exception> failures;
  private boolean closed;

  /**
   * Makes one that has nothing to close.
   *
   * @param failures hears what could not be closed; the rest is closed all the same
   */
  CleanUp(Consumer<Exception> failures) {
    this.failures = failures;
  }

  /** Takes something to close. Closes it at once if the end has come. */
  synchronized <T extends AutoCloseable> T add(T closeable) {
    if (closed) {
      close(closeable);
    } else {
      opened.push(closeable);
    }
    return closeable;
  }

  @Override
  public synchronized void close() {
    closed = true;
    while (!opened.isEmpty()) {
      close(opened.pop());
    }
  }

  private void close(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception e) {
      failures.accept(e);
    }
  }
}

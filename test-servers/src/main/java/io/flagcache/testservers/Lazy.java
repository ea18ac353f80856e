package io.flagcache.testservers;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Opened when it is first asked for. */
public final class Lazy<T> {

  private final Supplier<T> open;
  private @Nullable T opened;

  /**
   * Opens nothing yet.
   *
   * @param open opens it
   */
  public Lazy(Supplier<T> open) {
    this.open = open;
  }

  /** Opens it, unless that was done before. */
  public synchronized T get() {
    T found = opened;
    if (found == null) {
      found = open.get();
      opened = found;
    }
    return found;
  }

  /** What was opened, if anybody asked for it. */
  public synchronized Optional<T> ifOpened() {
    return Optional.ofNullable(opened);
  }
}

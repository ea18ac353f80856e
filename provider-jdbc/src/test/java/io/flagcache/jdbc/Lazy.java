package io.flagcache.jdbc;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Opened when it is first asked for. */
final class Lazy<T> {

  private final Supplier<T> open;
  private @Nullable T opened;

  Lazy(Supplier<T> open) {
    this.open = open;
  }

  synchronized T get() {
    T found = opened;
    if (found == null) {
      found = open.get();
      opened = found;
    }
    return found;
  }

  synchronized Optional<T> ifOpened() {
    return Optional.ofNullable(opened);
  }
}

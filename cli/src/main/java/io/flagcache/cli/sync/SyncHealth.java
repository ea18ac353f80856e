package io.flagcache.cli.sync;

import io.flagcache.posthog.Decision;
import io.flagcache.posthog.LoaderEvent;
import io.flagcache.posthog.LoaderListener;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Judges by the last poll whether the writer is alive, and whether it does its work. */
final class SyncHealth implements LoaderListener {

  /** Three answers of the cache and one of the API, with a time-out of 10 s each. */
  private static final Duration LONGEST_POLL = Duration.ofSeconds(40);

  private final Duration bound;
  private final LongSupplier nanoTime;
  private volatile long lastNanos;
  private volatile LoaderEvent.@Nullable Polled last;

  SyncHealth(Duration pollInterval, LongSupplier nanoTime) {
    this.bound = pollInterval.multipliedBy(2).plus(LONGEST_POLL);
    this.nanoTime = nanoTime;
    this.lastNanos = nanoTime.getAsLong();
  }

  @Override
  public void on(LoaderEvent event) {
    if (event instanceof LoaderEvent.Polled polled) {
      last = polled;
      lastNanos = nanoTime.getAsLong();
    }
  }

  /** Why the process should be started anew; empty if it polls. */
  Optional<String> deadReason() {
    Duration since = Duration.ofNanos(nanoTime.getAsLong() - lastNanos);
    return since.compareTo(bound) <= 0
        ? Optional.empty()
        : Optional.of("no poll has ended for " + since.toSeconds() + " s");
  }

  /**
   * Why the definitions in the cache may not be the present ones; empty if they are. Anyone may
   * read it, so that it names no host, and leaves what exactly went wrong to the log.
   */
  Optional<String> unreadyReason() {
    Optional<String> dead = deadReason();
    LoaderEvent.Polled polled = last;
    if (dead.isPresent() || polled == null) {
      return dead.or(() -> Optional.of("no poll has ended yet"));
    }
    if (polled.result().decision().filter(Decision.FAILED::equals).isPresent()) {
      return Optional.of("the cache does not answer; see the log");
    }
    return switch (polled.result().outcome()) {
      case FETCHED, NOT_MODIFIED, READ, NOT_DUE -> Optional.empty();
      case CACHE_EMPTY -> Optional.of("the cache is empty, and another process leads");
      case BACKING_OFF -> Optional.of("the API rejects the requests; see the log");
      case FAILED -> Optional.of("neither API nor cache returned definitions; see the log");
      case CLOSED -> Optional.of("it is stopping");
    };
  }

  /** Whether this process fetches for all. */
  boolean leads() {
    LoaderEvent.Polled polled = last;
    return polled != null && polled.result().decision().filter(Decision.LEAD::equals).isPresent();
  }
}

package io.flagcache.cli.sync;

import io.flagcache.posthog.Decision;
import io.flagcache.posthog.LoaderEvent;
import io.flagcache.posthog.LoaderListener;
import io.flagcache.posthog.LoaderStatus;
import io.flagcache.posthog.PollOutcome;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Judges by the last poll whether the writer is alive, and whether it does its work. */
final class SyncHealth implements LoaderListener {

  /** Three answers of the cache and one of the API, with a time-out of 10 s each. */
  private static final Duration LONGEST_POLL = Duration.ofSeconds(40);

  private static final Set<PollOutcome> GOOD =
      EnumSet.of(PollOutcome.FETCHED, PollOutcome.NOT_MODIFIED, PollOutcome.READ);

  private final Duration bound;
  private final LongSupplier nanoTime;
  private final UnaryOperator<String> withoutSecrets;
  private volatile long lastNanos;
  private volatile LoaderEvent.@Nullable Polled last;

  SyncHealth(Duration pollInterval, LongSupplier nanoTime, UnaryOperator<String> withoutSecrets) {
    this.bound = pollInterval.multipliedBy(2).plus(LONGEST_POLL);
    this.nanoTime = nanoTime;
    this.withoutSecrets = withoutSecrets;
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

  /** Why the definitions in the cache may not be the present ones; empty if they are. */
  Optional<String> unreadyReason() {
    Optional<String> dead = deadReason();
    LoaderEvent.Polled polled = last;
    if (dead.isPresent() || polled == null) {
      return dead.or(() -> Optional.of("no poll has ended yet"));
    }
    boolean shared = polled.result().decision().filter(Decision.FAILED::equals).isEmpty();
    if (shared && GOOD.contains(polled.result().outcome())) {
      return Optional.empty();
    }
    LoaderStatus status = polled.status();
    return Optional.of(
        withoutSecrets.apply(
            status.lastError().orElse("the cache is empty, and another process leads")));
  }

  /** Whether this process fetches for all. */
  boolean leads() {
    LoaderEvent.Polled polled = last;
    return polled != null && polled.result().decision().filter(Decision.LEAD::equals).isPresent();
  }
}

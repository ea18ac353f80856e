package io.flagcache.posthog;

import io.flagcache.FlagDefinitionCacheData;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What is served and counted: written by the thread that polls, read by any. */
final class LoaderState {

  private record Served(
      FlagDefinitionCacheData definitions,
      DefinitionSource source,
      long receivedNanos,
      long confirmedNanos) {}

  private final LongSupplier nanoTime;
  private volatile @Nullable Served served;
  private long polls;
  private long apiRequests;
  private long notModified;
  private long changes;
  private Optional<PollResult> lastResult = Optional.empty();
  private Optional<String> lastError = Optional.empty();
  private @Nullable Long backOffEnd;
  private final CountDownLatch loadedOrClosed = new CountDownLatch(1);

  LoaderState(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  Optional<FlagDefinitionCacheData> definitions() {
    return Optional.ofNullable(served).map(Served::definitions);
  }

  DefinitionSource source() {
    Served present = served;
    return present == null ? DefinitionSource.NONE : present.source();
  }

  /** Returns whether the document differs from the one that was served before. */
  boolean serve(FlagDefinitionCacheData definitions, DefinitionSource source) {
    Served before = served;
    boolean changed = before == null || !before.definitions().equals(definitions);
    long now = nanoTime.getAsLong();
    long received = before == null || changed ? now : before.receivedNanos();
    synchronized (this) {
      // Also if equal: one copy in memory, and the next comparison is one of references.
      served = new Served(definitions, source, received, now);
      changes += changed ? 1 : 0;
    }
    loadedOrClosed.countDown();
    return changed;
  }

  /** The API said that what is served is the present document. */
  synchronized void notModified() {
    notModified++;
    Served present = served;
    if (present != null) {
      served =
          new Served(
              present.definitions(),
              DefinitionSource.API,
              present.receivedNanos(),
              nanoTime.getAsLong());
    }
  }

  /** Returns whether there are definitions, after waiting for the first ones. */
  boolean awaitDefinitions(Duration limit) throws InterruptedException {
    boolean waited =
        loadedOrClosed.await(TimeUnit.NANOSECONDS.convert(limit), TimeUnit.NANOSECONDS);
    return waited && served != null;
  }

  /** Nobody is to wait any longer. */
  void noMoreDefinitions() {
    loadedOrClosed.countDown();
  }

  /** The API is not asked for so long, or may be. */
  synchronized void backingOff(Optional<Duration> pause) {
    backOffEnd = pause.map(time -> nanoTime.getAsLong() + time.toNanos()).orElse(null);
  }

  synchronized long changes() {
    return changes;
  }

  synchronized void requestSent() {
    apiRequests++;
  }

  synchronized void failed(String message) {
    lastError = Optional.of(message);
  }

  synchronized void pollEnded(PollResult result) {
    polls++;
    lastResult = Optional.of(result);
  }

  synchronized LoaderStatus status() {
    long now = nanoTime.getAsLong();
    Optional<Served> present = Optional.ofNullable(served);
    return new LoaderStatus(
        polls,
        apiRequests,
        notModified,
        changes,
        source(),
        lastResult.flatMap(PollResult::decision),
        lastResult.map(PollResult::outcome),
        present.map(document -> Duration.ofNanos(now - document.receivedNanos())),
        present.map(document -> Duration.ofNanos(now - document.confirmedNanos())),
        lastError,
        Optional.ofNullable(backOffEnd)
            .map(end -> Duration.ofNanos(end - now))
            .filter(left -> left.compareTo(Duration.ZERO) > 0));
  }
}

package io.flagcache.core;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The way to the store: measures each call, and notices when the backend stops answering and when
 * it is back.
 *
 * <p>An outage is over when what failed first works again. Another call that works says little: who
 * may read but not write, for example, fails and succeeds in each poll. So it ends an outage only
 * if nothing has failed for a while. That while is also what ends the outage of a backend that
 * flaps, so that it is not reported at each turn.
 */
final class OutageDetector {

  private final Duration calm;
  private final LongSupplier nanoTime;
  private final FlagCacheListener listener;
  private final LastKnownDefinitions lastKnown;
  private volatile @Nullable Outage outage;
  private @Nullable Long lastOutageEnd;
  private boolean lastCallFailed;
  private long lastFailure;
  private volatile long lastAnswer;

  /**
   * Knows of no outage yet.
   *
   * @param calm the time without a failure after which an outage is over in any case; longer than
   *     the time between two polls
   */
  OutageDetector(
      Duration calm,
      LongSupplier nanoTime,
      FlagCacheListener listener,
      LastKnownDefinitions lastKnown) {
    this.calm = calm;
    this.nanoTime = nanoTime;
    this.listener = listener;
    this.lastKnown = lastKnown;
    this.lastAnswer = nanoTime.getAsLong();
  }

  /**
   * A time in which the backend does not answer as it should.
   *
   * @param flapping whether the outage before it had only just ended
   */
  record Outage(StoreOperation firstFailed, long since, boolean flapping) {}

  /** A question to the store. */
  interface Question<T> {
    T ask() throws Exception;
  }

  <T> T ask(StoreOperation operation, Question<T> question) throws Exception {
    long asked = nanoTime.getAsLong();
    T answer;
    try {
      answer = question.ask();
    } catch (Exception e) {
      failed(operation, e);
      ended(operation, asked, true);
      throw e;
    }
    answered(operation);
    ended(operation, asked, false);
    return answer;
  }

  /** A question whose only answer is that it was done. */
  interface Command {
    void run() throws Exception;
  }

  void tell(StoreOperation operation, Command command) throws Exception {
    ask(
        operation,
        () -> {
          command.run();
          return true;
        });
  }

  private void failed(StoreOperation operation, Exception failure) {
    lastCallFailed = true;
    lastFailure = nanoTime.getAsLong();
    lastKnown.backendFailed();
    if (outage == null) {
      outage = new Outage(operation, lastFailure, isWithin(calm, lastOutageEnd));
      listener.on(new FlagCacheEvent.OutageBegan(failure));
    }
  }

  private void answered(StoreOperation operation) {
    long now = nanoTime.getAsLong();
    lastCallFailed = false;
    lastAnswer = now;
    lastKnown.backendAnswered();
    Outage current = outage;
    if (current == null) {
      return;
    }
    boolean worksAgain = operation == current.firstFailed() && !current.flapping();
    if (worksAgain || !isWithin(calm, lastFailure)) {
      outage = null;
      lastOutageEnd = now;
      listener.on(new FlagCacheEvent.OutageEnded(Duration.ofNanos(now - current.since())));
    }
  }

  private void ended(StoreOperation operation, long asked, boolean failed) {
    Duration took = Duration.ofNanos(nanoTime.getAsLong() - asked);
    listener.onStoreCall(new StoreCall(operation, took, failed));
  }

  private boolean isWithin(Duration period, @Nullable Long moment) {
    return moment != null && nanoTime.getAsLong() - moment < period.toNanos();
  }

  /** Whether the last call failed, and not longer ago than this. */
  boolean failedWithin(Duration period) {
    return lastCallFailed && isWithin(period, lastFailure);
  }

  /** The present outage. Safe to call from any thread. */
  @Nullable Outage outage() {
    return outage;
  }

  /** Safe to call from any thread. */
  Duration sinceLastAnswer() {
    return Duration.ofNanos(nanoTime.getAsLong() - lastAnswer);
  }
}

package io.flagcache.posthog;

import io.flagcache.Deadline;
import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.FlagDefinitionCacheProvider;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/**
 * A cache provider that fetches for itself: to an SDK it is a cache that somebody else fills. It
 * never tells the SDK to fetch, so that the SDK evaluates what the API sent, to the last member,
 * and not what its own model left of it.
 *
 * <p>It stands over the provider of a backend, which elects. At each poll of the SDK it asks that
 * provider; if it is elected, it fetches from the API without loss, publishes and serves, else it
 * reads. Its polls are those of a {@link DefinitionLoader}: ETags, back-off, failures, events and
 * status are the same. Without a {@linkplain Builder#secretKey(String) secret key} it only reads.
 *
 * <pre>{@code
 * PostHogConfig.builder("phc_…")
 *     .personalApiKey("unused")      // any text: without a key the SDK does not ask its provider
 *     .localEvaluation(true)
 *     .flagDefinitionCacheProvider(
 *         PostHogBridge.of(
 *             FetchingProvider.builder()
 *                 .projectToken("phc_…")
 *                 .secretKey(System.getenv("POSTHOG_SECRET_KEY"))
 *                 .cache(cache)
 *                 .build()))
 *     .build();
 * }</pre>
 *
 * <p><b>Polls</b> are the SDK's: there is no timer here, so that a worker whose SDK has stopped
 * polling loses the lease. A question during a poll joins it. The API is asked at most twice in a
 * poll interval, however often the SDK asks; a leader that the API has given nothing yet does not
 * ask the cache in between either, which would take its lease for wasted.
 *
 * <p><b>Threads.</b> All methods may be called from any thread; none blocks, and none throws. Polls
 * run on one daemon thread of this instance, which ends when it was idle for a minute, completes
 * the stages and calls the listeners.
 *
 * <p><b>Time.</b> {@link #shouldFetchFlagDefinitions()} and {@link #shutdown()} complete within the
 * decision deadline, {@link #getFlagDefinitions()} within the transfer deadline, whatever API and
 * backend do. Cancelling a stage ends nobody's poll.
 *
 * <p><b>Failures.</b> What is served stays until a valid document takes its place. While the
 * backend is out of reach, the outage policy of its provider decides: with {@code HOLD} nothing is
 * fetched; with {@code FETCH} each worker fetches for itself, after a random time of up to half the
 * transfer deadline, or half a poll interval if that is less. Afterwards the provider publishes the
 * newest document that a leader has. A leader to whom the API gives nothing for three polls lets
 * its lease run out, so that a worker whose access works can lead.
 *
 * <p><b>Nothing to serve</b>, because the cache is empty and the API fails, is the only case in
 * which the SDK fetches by itself; it cannot be kept from that. What it hands over then is counted
 * and never published.
 */
public final class FetchingProvider implements FlagDefinitionCacheProvider, MonitoredLoader {

  private static final Duration WAIT_FOR_FIRST = Duration.ofMillis(500);

  private final String name;
  private final boolean readsOnly;
  private final Duration decisionDeadline;
  private final Duration transferDeadline;
  private final PollRunner runner;
  private final PollTurns turns;
  private final CompletableFuture<Void> released = new CompletableFuture<>();

  private FetchingProvider(Builder builder, boolean readsOnly, LoaderSettings settings) {
    this.name = "FetchingProvider[" + (readsOnly ? "read-only" : builder.hostName()) + "]";
    this.readsOnly = readsOnly;
    this.decisionDeadline = builder.decisionDeadline;
    this.transferDeadline = builder.transferDeadline;
    this.runner = new PollRunner(settings);
    this.turns = new PollTurns(runner, settings.nanoTime());
  }

  /**
   * Starts a provider's settings.
   *
   * @return a builder with the defaults
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Polls. The decision is for the SDK, which never is to fetch.
   *
   * @return false, when the cache has decided about this worker, or at the decision deadline
   */
  @Override
  public CompletableFuture<Boolean> shouldFetchFlagDefinitions() {
    return readsOnly
        ? CompletableFuture.completedFuture(false)
        : turns
            .poll()
            .decided()
            .copy()
            .completeOnTimeout(false, decisionDeadline.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * What is served at the end of the poll under way; reads the cache if none preceded. While there
   * is nothing to serve, it reads on until the transfer deadline.
   *
   * @return the document, or at the transfer deadline what is served then; empty only if nothing
   *     was ever loaded, and after the shutdown
   */
  @Override
  public CompletableFuture<Optional<FlagDefinitionCacheData>> getFlagDefinitions() {
    CompletableFuture<Boolean> due = new CompletableFuture<>();
    readUntilLoaded(due, Deadline.after(transferDeadline));
    return due.completeOnTimeout(false, transferDeadline.toNanos(), TimeUnit.NANOSECONDS)
        .thenApply(loaded -> runner.isStopped() ? Optional.empty() : runner.definitions());
  }

  private void readUntilLoaded(CompletableFuture<Boolean> due, Deadline deadline) {
    turns
        .read()
        .ended()
        .thenRun(
            () -> {
              if (runner.isStopped() || runner.definitions().isPresent()) {
                due.complete(true);
              } else if (!due.isDone() && deadline.remaining().compareTo(WAIT_FOR_FIRST) > 0) {
                // Each stage without definitions is a request of the SDK's own.
                CompletableFuture.delayedExecutor(
                        WAIT_FOR_FIRST.toNanos(), TimeUnit.NANOSECONDS, Runnable::run)
                    .execute(() -> readUntilLoaded(due, deadline));
              }
            });
  }

  /**
   * Takes note that the SDK has fetched by itself. The document is neither served nor published.
   *
   * @param data what the SDK fetched
   * @return completed; failed if there is no document
   */
  @Override
  @SuppressWarnings("NullAway") // Void has no value but null.
  public CompletableFuture<Void> onFlagDefinitionsReceived(FlagDefinitionCacheData data) {
    if (data == null) {
      return CompletableFuture.failedFuture(new NullPointerException("data")); // F3
    }
    turns.tell(runner::sdkFetched);
    return CompletableFuture.completedFuture(null);
  }

  /**
   * Ends a poll under way, and shuts the cache's provider down, which releases the lease.
   *
   * @return completed when that is done; failed with an {@link IllegalStateException} if the cache
   *     failed, and with a {@link java.util.concurrent.TimeoutException} at the decision deadline:
   *     the lease then ends by itself
   */
  @Override
  public CompletableFuture<Void> shutdown() {
    runner.stop();
    if (turns.close(this::release)) {
      released.orTimeout(decisionDeadline.toNanos(), TimeUnit.NANOSECONDS);
    }
    return released.copy();
  }

  @SuppressWarnings("NullAway") // Void has no value but null.
  private void release() {
    try {
      if (runner.release()) {
        released.complete(null);
      } else {
        released.completeExceptionally(
            new IllegalStateException(
                "The cache could not be shut down, see the log; its lease ends by itself"));
      }
    } catch (Throwable e) {
      released.completeExceptionally(e);
    }
  }

  @Override
  public Optional<FlagDefinitionCacheData> definitions() {
    return runner.definitions();
  }

  @Override
  public LoaderStatus status() {
    return runner.status();
  }

  @Override
  public void addListener(LoaderListener listener) {
    runner.addListener(listener);
  }

  @Override
  public void removeListener(LoaderListener listener) {
    runner.removeListener(listener);
  }

  /** Names the host; shows no credential. */
  @Override
  public String toString() {
    return name;
  }

  /** The settings of a provider that fetches. Not safe for use by several threads. */
  public static final class Builder extends LoaderBuilder<Builder> {

    private static final Duration SDK_LIMIT = Duration.ofSeconds(10);

    private Duration decisionDeadline = Duration.ofSeconds(2);
    private Duration transferDeadline = Duration.ofSeconds(8);
    private DoubleSupplier random = () -> ThreadLocalRandom.current().nextDouble();

    private Builder() {}

    /**
     * How long a decision and a shutdown may take.
     *
     * @param decisionDeadline above zero and below 10 s; 2 s by default
     * @return this builder
     */
    public Builder decisionDeadline(Duration decisionDeadline) {
      this.decisionDeadline = Objects.requireNonNull(decisionDeadline, "decisionDeadline");
      return this;
    }

    /**
     * How long the SDK waits for definitions at most: for a fetch under way, or for the first ones.
     *
     * @param transferDeadline above zero and below 10 s; 8 s by default
     * @return this builder
     */
    public Builder transferDeadline(Duration transferDeadline) {
      this.transferDeadline = Objects.requireNonNull(transferDeadline, "transferDeadline");
      return this;
    }

    Builder random(DoubleSupplier random) {
      this.random = random;
      return this;
    }

    /**
     * Makes the provider, which only reads if no secret key is set. Nothing is asked of API or
     * cache before the SDK polls.
     *
     * @return the provider, for one SDK client
     * @throws IllegalArgumentException if a setting is missing or wrong; the message names it and
     *     the fix
     */
    public FetchingProvider build() {
      checkTimesAndLimits();
      checkDeadline("decisionDeadline", decisionDeadline);
      checkDeadline("transferDeadline", transferDeadline);
      check(hasCache(), "cache is missing; set the provider of a backend");
      boolean readsOnly = !hasSecretKey();
      return new FetchingProvider(this, readsOnly, settings(readsOnly, pacing()));
    }

    private Pacing pacing() {
      Duration halfPoll = pollInterval().dividedBy(2);
      Duration halfTransfer = transferDeadline.dividedBy(2);
      Duration jitter = halfPoll.compareTo(halfTransfer) < 0 ? halfPoll : halfTransfer;
      return new Pacing(halfPoll, jitter, random);
    }

    private static void checkDeadline(String name, Duration deadline) {
      check(
          deadline.compareTo(Duration.ZERO) > 0 && deadline.compareTo(SDK_LIMIT) < 0,
          name
              + " is "
              + deadline
              + "; use more than zero and less than PT10S, after which PostHog's SDK gives up");
    }
  }
}

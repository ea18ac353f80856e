package io.flagcache.posthog;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.FlagDefinitionCacheProvider;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Loads flag definitions from PostHog's API, without loss, and shares them through a {@link
 * FlagDefinitionCacheProvider} as the cache contract demands of its caller.
 *
 * <p><b>A poll</b> asks the cache whether to fetch. If it says yes, or fails, the API is asked, on
 * condition that its document changed; a document that it returns is served and handed to the
 * cache. If the cache says no, its document is served; if it is empty, what is served stays, and if
 * nothing is, the API is asked after all. Without a cache each poll asks the API; a {@linkplain
 * DefinitionLoaderBuilder#readOnly() read-only} loader only reads the cache.
 *
 * <p><b>Failures</b> are contained. Whatever API and cache do, what is served stays until a valid
 * document takes its place in one atomic step. Each lasting failure is logged and told to the
 * listener once. After HTTP 401, 402, 403 and 429 no request is sent for twice the poll interval,
 * then four times, up to a minute, or for as long as the API asks with {@code Retry-After}, up to
 * ten minutes; the cache is asked meanwhile. After any other failure the next poll tries again.
 *
 * <p><b>Threads.</b> All methods may be called from any thread. Polls run one at a time, by {@link
 * #start()} on one daemon thread. A poll waits up to 10 s for each of the at most three answers of
 * the cache, and for one API request up to its time-out.
 *
 * <p><b>Security.</b> The secret key is sent to the configured host only; redirects are not
 * followed. It appears in no log, message or event. Proxies are taken from the system properties.
 */
public final class DefinitionLoader implements AutoCloseable {

  private static final Duration LONGEST_WAIT_FOR_POLL = Duration.ofSeconds(5);

  private final String name;
  private final Duration pollInterval;
  private final @Nullable FlagsApi api;
  private final @Nullable Cache cache;
  private final LoaderState state;
  private final Reports reports;
  private final Polling polling;
  private final Waiter waiter = new Waiter();
  private final ReentrantLock pollLock = new ReentrantLock();
  private final AtomicBoolean started = new AtomicBoolean();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final ScheduledThreadPoolExecutor poller =
      new ScheduledThreadPoolExecutor(1, new DaemonThreads("flagcache-loader"));

  DefinitionLoader(DefinitionLoaderBuilder settings) {
    name = "DefinitionLoader[" + (settings.readOnly ? "read-only" : settings.host) + "]";
    pollInterval = settings.pollInterval;
    state = new LoaderState(settings.nanoTime);
    reports = new Reports(state, settings.listener);
    api =
        settings.readOnly
            ? null
            : new FlagsApi(
                ApiAccess.of(settings.host, settings.projectToken, settings.secretKey),
                settings.requestTimeout,
                settings.maxDocumentBytes,
                waiter);
    cache =
        settings.cache == null
            ? null
            : new Cache(settings.cache, settings.stageLimit, waiter, reports);
    BackOff backOff = new BackOff(pollInterval, settings.nanoTime);
    polling = new Polling(api, cache, backOff, waiter, state, reports);
  }

  /**
   * Starts a loader's settings.
   *
   * @return a builder with the defaults
   */
  public static DefinitionLoaderBuilder builder() {
    return new DefinitionLoaderBuilder();
  }

  /**
   * Polls at once, and from then on in the poll interval, on one daemon thread. Does not wait for
   * the first poll. The interval runs from the end of a poll to the start of the next, so that
   * polls missed in a stall are not made up for. Starting again has no further effect.
   *
   * @throws IllegalStateException if the loader is closed
   */
  public void start() {
    if (closed.get()) {
      throw new IllegalStateException("The loader is closed; build a new one");
    }
    if (started.getAndSet(true)) {
      return;
    }
    try {
      poller.scheduleWithFixedDelay(
          this::pollContained, 0, pollInterval.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException closedMeanwhile) {
      throw new IllegalStateException("The loader is closed; build a new one", closedMeanwhile);
    }
  }

  /**
   * What is served now. Does not wait for a poll.
   *
   * @return the definitions; empty until the first poll that found some, and never empty again
   */
  public Optional<FlagDefinitionCacheData> definitions() {
    return state.definitions();
  }

  /**
   * The loader's state now. Does not wait for a poll.
   *
   * @return an immutable snapshot
   */
  public LoaderStatus status() {
    return state.status();
  }

  /**
   * Polls once, now, on the calling thread, after the end of a poll that is under way on another.
   * An interrupt ends the poll and stays set.
   *
   * @return what the poll did; a failure is an outcome, never an exception
   * @throws IllegalStateException if called by a listener, during a poll
   */
  public PollResult poll() {
    if (pollLock.isHeldByCurrentThread()) {
      throw new IllegalStateException("A listener must not poll; let the poll under way end first");
    }
    pollLock.lock();
    try {
      if (closed.get()) {
        return new PollResult(Optional.empty(), PollOutcome.CLOSED, false);
      }
      PollResult result = polling.poll();
      if (result.outcome() != PollOutcome.CLOSED) {
        state.pollEnded(result);
        reports.tell(new LoaderEvent.Polled(result, state.status(), state.definitions()));
      }
      return result;
    } finally {
      pollLock.unlock();
    }
  }

  private void pollContained() {
    try {
      poll();
    } catch (Throwable e) {
      // Thrown on, it would end all further polls.
      reports.pollFailed(e);
    }
  }

  /**
   * Stops polling and shuts the cache provider down. A poll under way ends: its request and its
   * calls of the cache are cancelled. What was served last stays available. Blocks up to 5 s for
   * the end of that poll, and up to 10 s for the provider. Closing again has no further effect and
   * returns at once.
   */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    waiter.close();
    poller.shutdown();
    boolean locked = lockForClosing();
    try {
      if (api != null) {
        api.close();
      }
      if (cache != null) {
        cache.shutdown();
      }
    } finally {
      if (locked) {
        pollLock.unlock();
      }
    }
  }

  private boolean lockForClosing() {
    try {
      return pollLock.tryLock(LONGEST_WAIT_FOR_POLL.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Names the host; shows no credential. */
  @Override
  public String toString() {
    return name;
  }
}

package io.flagcache.posthog;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.FlagDefinitionCacheProvider;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

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
 * ten minutes; the cache is asked meanwhile. After any other failure the next poll tries again. A
 * leader to whom the API gives nothing for three polls lets its lease run out, so that another can
 * lead, and leads again when the API answers ({@link LoaderEvent.SteppedAside}).
 *
 * <p><b>Threads.</b> All methods may be called from any thread. Polls run one at a time, by {@link
 * #start()} on one daemon thread. A poll waits up to 10 s for each of the at most three answers of
 * the cache, and for one API request up to its time-out; that has a connection and a daemon thread
 * of its own, which end with it.
 *
 * <p><b>Security.</b> The secret key is sent to the configured host only; redirects are not
 * followed. It appears in no log, message or event. Proxies are taken from the system properties;
 * what the application set for HTTP requests of its own, credentials, cookies or caches, is not
 * used.
 */
public final class DefinitionLoader implements MonitoredLoader, AutoCloseable {

  private final String name;
  private final Duration pollInterval;
  private final PollRunner runner;
  private final AtomicBoolean started = new AtomicBoolean();
  private final ScheduledThreadPoolExecutor poller =
      new ScheduledThreadPoolExecutor(1, new DaemonThreads("flagcache-loader"));

  DefinitionLoader(String name, LoaderSettings settings) {
    this.name = name;
    pollInterval = settings.pollInterval();
    runner = new PollRunner(settings);
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
    if (runner.isStopped()) {
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

  @Override
  public Optional<FlagDefinitionCacheData> definitions() {
    return runner.definitions();
  }

  /**
   * Waits for the first definitions, on the calling thread: once there are some, it returns at
   * once, and what is served then is never taken away. Somebody has to poll meanwhile: {@link
   * #start()} sees to that.
   *
   * @param limit how long to wait at most
   * @return the definitions that are served now; empty if there are none when the time is over or
   *     the loader is closed
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public Optional<FlagDefinitionCacheData> awaitDefinitions(Duration limit)
      throws InterruptedException {
    return runner.awaitDefinitions(limit) ? runner.definitions() : Optional.empty();
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

  /**
   * Polls once, now, on the calling thread, after the end of a poll that is under way on another.
   * An interrupt ends the poll and stays set.
   *
   * @return what the poll did; a failure is an outcome, never an exception
   * @throws IllegalStateException if called by a listener, during a poll
   */
  public PollResult poll() {
    return runner.poll(decision -> {});
  }

  private void pollContained() {
    try {
      poll();
    } catch (Throwable e) {
      // Thrown on, it would end all further polls.
      runner.failedUnexpectedly(e);
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
    if (runner.stop()) {
      poller.shutdown();
      runner.release();
    }
  }

  /** Names the host; shows no credential. */
  @Override
  public String toString() {
    return name;
  }
}

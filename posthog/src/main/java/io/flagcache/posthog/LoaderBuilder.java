package io.flagcache.posthog;

import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.core.FlagCacheProvider;
import io.flagcache.core.FlagDefinitionJson;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The settings that a {@link DefinitionLoader} and a {@link FetchingProvider} have in common. Not
 * safe for use by several threads.
 *
 * @param <B> the builder itself
 */
public abstract sealed class LoaderBuilder<B extends LoaderBuilder<B>>
    permits DefinitionLoaderBuilder, FetchingProvider.Builder {

  private static final Duration SHORTEST_POLL = Duration.ofMillis(10);
  private static final Duration LONGEST_POLL = Duration.ofDays(1);
  private static final Duration USUAL_POLL = Duration.ofSeconds(30);
  private static final Duration LONGEST_REQUEST = Duration.ofMinutes(10);
  private static final int SMALLEST_LIMIT = 1024;
  private static final int LARGEST_LIMIT = 512 * 1024 * 1024;

  private URI host = URI.create("https://us.i.posthog.com");
  private @Nullable String projectToken;
  private @Nullable String secretKey;
  private @Nullable FlagDefinitionCacheProvider cache;
  private @Nullable Duration pollInterval;
  private Duration requestTimeout = Duration.ofSeconds(10);
  private int maxDocumentBytes = FlagDefinitionJson.DEFAULT_MAX_DOCUMENT_BYTES;
  private LoaderListener listener = event -> {};
  private LongSupplier nanoTime = System::nanoTime;
  private Duration stageLimit = Duration.ofSeconds(10);

  LoaderBuilder() {}

  /**
   * Where the API is.
   *
   * @param host the address, which may have a path prefix; {@code https://us.i.posthog.com} by
   *     default
   * @return this builder
   */
  public final B host(URI host) {
    this.host = Objects.requireNonNull(host, "host");
    return self();
  }

  /**
   * The project token. Required of who fetches.
   *
   * @param projectToken {@code phc_…}
   * @return this builder
   */
  public final B projectToken(String projectToken) {
    this.projectToken = Objects.requireNonNull(projectToken, "projectToken");
    return self();
  }

  /**
   * The secret key of the API. Required of who fetches.
   *
   * @param secretKey a project's secret key, {@code phs_…}, or a personal one, {@code phx_…}
   * @return this builder
   */
  public final B secretKey(String secretKey) {
    this.secretKey = Objects.requireNonNull(secretKey, "secretKey");
    return self();
  }

  /**
   * The cache that the fleet shares.
   *
   * @param cache the provider; shut down together with what is built, and used by nothing else
   * @return this builder
   */
  public final B cache(FlagDefinitionCacheProvider cache) {
    this.cache = Objects.requireNonNull(cache, "cache");
    return self();
  }

  /**
   * How often the API is asked: by a loader, from the end of one poll to the start of the next; for
   * a provider, how often the SDK is configured to poll.
   *
   * @param pollInterval 10 ms to 1 d; by default what the cache is set to, or 30 s if it is none of
   *     flagcache's own
   * @return this builder
   */
  public final B pollInterval(Duration pollInterval) {
    this.pollInterval = Objects.requireNonNull(pollInterval, "pollInterval");
    return self();
  }

  /**
   * How long one API request may take, from connecting to the last byte.
   *
   * @param requestTimeout up to 10 min; 10 s by default
   * @return this builder
   */
  public final B requestTimeout(Duration requestTimeout) {
    this.requestTimeout = Objects.requireNonNull(requestTimeout, "requestTimeout");
    return self();
  }

  /**
   * The longest document that is accepted from the API.
   *
   * @param maxDocumentBytes bytes of JSON text after decompression; {@link
   *     FlagDefinitionJson#DEFAULT_MAX_DOCUMENT_BYTES} by default
   * @return this builder
   */
  public final B maxDocumentBytes(int maxDocumentBytes) {
    this.maxDocumentBytes = maxDocumentBytes;
    return self();
  }

  /**
   * Who hears what happens, from the first moment. {@link MonitoredLoader#addListener} adds others.
   *
   * @param listener called on the thread that polls
   * @return this builder
   */
  public final B listener(LoaderListener listener) {
    this.listener = Objects.requireNonNull(listener, "listener");
    return self();
  }

  final B nanoTime(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    return self();
  }

  final B stageLimit(Duration stageLimit) {
    this.stageLimit = stageLimit;
    return self();
  }

  final Duration pollInterval() {
    if (pollInterval != null) {
      return pollInterval;
    }
    return cache instanceof FlagCacheProvider known ? known.settings().pollInterval() : USUAL_POLL;
  }

  final boolean hasCache() {
    return cache != null;
  }

  final boolean hasSecretKey() {
    return secretKey != null;
  }

  /** For {@code toString()}; shows no credential once the settings are validated. */
  final String hostName() {
    return host.toString();
  }

  final LoaderSettings settings(boolean readsOnly, Pacing pacing) {
    return new LoaderSettings(
        readsOnly ? null : ApiAccess.of(host, projectToken, secretKey),
        cache,
        pollInterval(),
        requestTimeout,
        maxDocumentBytes,
        listener,
        nanoTime,
        stageLimit,
        pacing);
  }

  final void checkTimesAndLimits() {
    Duration interval = pollInterval();
    check(
        interval.compareTo(SHORTEST_POLL) >= 0 && interval.compareTo(LONGEST_POLL) <= 0,
        "pollInterval is " + interval + "; use PT0.01S to PT24H");
    check(
        requestTimeout.compareTo(Duration.ZERO) > 0
            && requestTimeout.compareTo(LONGEST_REQUEST) <= 0,
        "requestTimeout is " + requestTimeout + "; use more than zero, up to PT10M");
    check(
        maxDocumentBytes >= SMALLEST_LIMIT && maxDocumentBytes <= LARGEST_LIMIT,
        "maxDocumentBytes is "
            + maxDocumentBytes
            + "; use "
            + SMALLEST_LIMIT
            + " to "
            + LARGEST_LIMIT);
  }

  static void check(boolean right, String message) {
    if (!right) {
      throw new IllegalArgumentException(message);
    }
  }

  @SuppressWarnings("unchecked") // B is the type of this builder, by contract of the parameter.
  private B self() {
    return (B) this;
  }
}

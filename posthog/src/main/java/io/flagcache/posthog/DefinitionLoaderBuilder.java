package io.flagcache.posthog;

import io.flagcache.FlagDefinitionCacheProvider;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The settings of a loader. Not safe for use by several threads. */
public final class DefinitionLoaderBuilder {

  private static final Duration SHORTEST_POLL = Duration.ofMillis(10);
  private static final Duration LONGEST_POLL = Duration.ofDays(1);
  private static final Duration LONGEST_REQUEST = Duration.ofMinutes(10);
  private static final int SMALLEST_LIMIT = 1024;
  private static final int LARGEST_LIMIT = 512 * 1024 * 1024;

  URI host = URI.create("https://us.i.posthog.com");
  @Nullable String projectToken;
  @Nullable String secretKey;
  @Nullable FlagDefinitionCacheProvider cache;
  boolean readOnly;
  Duration pollInterval = Duration.ofSeconds(30);
  Duration requestTimeout = Duration.ofSeconds(10);
  int maxDocumentBytes = 16 * 1024 * 1024;
  LoaderListener listener = event -> {};
  LongSupplier nanoTime = System::nanoTime;
  Duration stageLimit = Duration.ofSeconds(10);

  DefinitionLoaderBuilder() {}

  /**
   * Where the API is.
   *
   * @param host the address, which may have a path prefix; {@code https://us.i.posthog.com} by
   *     default
   * @return this builder
   */
  public DefinitionLoaderBuilder host(URI host) {
    this.host = Objects.requireNonNull(host, "host");
    return this;
  }

  /**
   * The project token. Required unless {@link #readOnly()}.
   *
   * @param projectToken {@code phc_…}
   * @return this builder
   */
  public DefinitionLoaderBuilder projectToken(String projectToken) {
    this.projectToken = Objects.requireNonNull(projectToken, "projectToken");
    return this;
  }

  /**
   * The secret key of the API. Required unless {@link #readOnly()}.
   *
   * @param secretKey a project's secret key, {@code phs_…}, or a personal one, {@code phx_…}
   * @return this builder
   */
  public DefinitionLoaderBuilder secretKey(String secretKey) {
    this.secretKey = Objects.requireNonNull(secretKey, "secretKey");
    return this;
  }

  /**
   * The cache that the fleet shares. Without one the loader polls the API itself.
   *
   * @param cache the provider, which the loader shuts down when it is closed
   * @return this builder
   */
  public DefinitionLoaderBuilder cache(FlagDefinitionCacheProvider cache) {
    this.cache = Objects.requireNonNull(cache, "cache");
    return this;
  }

  /**
   * Only reads the cache: takes no part in the election and sends no request to the API, whose
   * settings are not used.
   *
   * @return this builder
   */
  public DefinitionLoaderBuilder readOnly() {
    this.readOnly = true;
    return this;
  }

  /**
   * The time from the end of one poll to the start of the next.
   *
   * @param pollInterval 10 ms to 1 d; 30 s by default
   * @return this builder
   */
  public DefinitionLoaderBuilder pollInterval(Duration pollInterval) {
    this.pollInterval = Objects.requireNonNull(pollInterval, "pollInterval");
    return this;
  }

  /**
   * How long one API request may take, from connecting to the last byte.
   *
   * @param requestTimeout up to 10 min; 10 s by default
   * @return this builder
   */
  public DefinitionLoaderBuilder requestTimeout(Duration requestTimeout) {
    this.requestTimeout = Objects.requireNonNull(requestTimeout, "requestTimeout");
    return this;
  }

  /**
   * The longest document that is accepted from the API.
   *
   * @param maxDocumentBytes bytes of JSON text after decompression; 16 MiB by default
   * @return this builder
   */
  public DefinitionLoaderBuilder maxDocumentBytes(int maxDocumentBytes) {
    this.maxDocumentBytes = maxDocumentBytes;
    return this;
  }

  /**
   * Who hears what happens.
   *
   * @param listener called on the thread that polls
   * @return this builder
   */
  public DefinitionLoaderBuilder listener(LoaderListener listener) {
    this.listener = Objects.requireNonNull(listener, "listener");
    return this;
  }

  DefinitionLoaderBuilder nanoTime(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    return this;
  }

  DefinitionLoaderBuilder stageLimit(Duration stageLimit) {
    this.stageLimit = stageLimit;
    return this;
  }

  /**
   * Makes the loader. Nothing is asked of the API or the cache before {@link
   * DefinitionLoader#start()} or {@link DefinitionLoader#poll()}.
   *
   * @return the loader
   * @throws IllegalArgumentException if a setting is missing or wrong; the message names it and the
   *     fix
   */
  public DefinitionLoader build() {
    check(
        pollInterval.compareTo(SHORTEST_POLL) >= 0 && pollInterval.compareTo(LONGEST_POLL) <= 0,
        "pollInterval is " + pollInterval + "; use PT0.01S to PT24H");
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
    check(!readOnly || cache != null, "readOnly() needs a cache to read; set cache");
    return new DefinitionLoader(this);
  }

  private static void check(boolean right, String message) {
    if (!right) {
      throw new IllegalArgumentException(message);
    }
  }
}

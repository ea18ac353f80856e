package io.flagcache.posthog;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.FlagDefinitionCacheProvider;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Loads flag definitions from the API and from a cache that a fleet of workers shares. */
public final class DefinitionLoader implements AutoCloseable {

  private DefinitionLoader() {}

  /**
   * Starts a loader's settings.
   *
   * @return a builder with the defaults
   */
  public static Builder builder() {
    return new Builder();
  }

  /** Polls at once, and from then on in the poll interval, on one daemon thread. */
  public void start() {}

  /**
   * What is served now.
   *
   * @return the definitions; empty until the first poll that found some
   */
  public Optional<FlagDefinitionCacheData> definitions() {
    return Optional.empty();
  }

  /**
   * The loader's state now.
   *
   * @return an immutable snapshot
   */
  public LoaderStatus status() {
    return new LoaderStatus(
        0,
        0,
        0,
        0,
        DefinitionSource.NONE,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /**
   * Polls once, now, on the calling thread.
   *
   * @return what the poll did
   */
  public PollResult poll() {
    return new PollResult(Optional.empty(), PollOutcome.CLOSED, false);
  }

  @Override
  public void close() {}

  /** The settings of a loader. */
  public static final class Builder {

    private Builder() {}

    /**
     * Where the API is.
     *
     * @param host the address, which may have a path prefix; https://us.i.posthog.com by default
     * @return this builder
     */
    public Builder host(URI host) {
      return this;
    }

    /**
     * The project token. Required unless {@link #readOnly()}.
     *
     * @param projectToken {@code phc_…}
     * @return this builder
     */
    public Builder projectToken(String projectToken) {
      return this;
    }

    /**
     * The secret key of the API. Required unless {@link #readOnly()}.
     *
     * @param secretKey {@code phs_…} or {@code phx_…}
     * @return this builder
     */
    public Builder secretKey(String secretKey) {
      return this;
    }

    /**
     * The cache that the fleet shares. Without one the loader polls the API itself.
     *
     * @param cache the provider, which the loader shuts down when it is closed
     * @return this builder
     */
    public Builder cache(FlagDefinitionCacheProvider cache) {
      return this;
    }

    /**
     * Only reads the cache: never takes part in the election and never asks the API.
     *
     * @return this builder
     */
    public Builder readOnly() {
      return this;
    }

    /**
     * The time from the end of one poll to the start of the next.
     *
     * @param pollInterval 30 s by default
     * @return this builder
     */
    public Builder pollInterval(Duration pollInterval) {
      return this;
    }

    /**
     * How long one API request may take, from connecting to the last byte.
     *
     * @param requestTimeout 10 s by default
     * @return this builder
     */
    public Builder requestTimeout(Duration requestTimeout) {
      return this;
    }

    /**
     * The longest document that is accepted from the API.
     *
     * @param maxDocumentBytes bytes of JSON text after decompression; 64 MiB by default
     * @return this builder
     */
    public Builder maxDocumentBytes(int maxDocumentBytes) {
      return this;
    }

    /**
     * Who hears what happens.
     *
     * @param listener called on the thread that polls
     * @return this builder
     */
    public Builder listener(LoaderListener listener) {
      return this;
    }

    /**
     * Makes the loader. Nothing is asked of the API or the cache before {@link #start()} or {@link
     * #poll()}.
     *
     * @return the loader
     */
    public DefinitionLoader build() {
      return new DefinitionLoader();
    }
  }
}

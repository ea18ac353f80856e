package io.flagcache.core.memory;

import io.flagcache.core.FlagCacheBuilder;
import io.flagcache.core.FlagCacheProviderFactory;
import io.flagcache.core.FlagCacheSettings;
import io.flagcache.core.store.FlagCacheStore;
import io.flagcache.core.url.UrlParameters;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Providers over an {@link InMemoryBackend}: for tests, and for several SDK clients in one process.
 * Nothing is shared between processes.
 *
 * <p>By URL: {@code memory:NAME?serviceKey=…}. Providers of one name in one process share one
 * backend, which lives as long as the process.
 */
public final class InMemoryFlagCache {

  private InMemoryFlagCache() {}

  /**
   * Begins a provider over a backend.
   *
   * @param backend shared by all providers that are made over it
   * @return a builder
   */
  public static Builder builder(InMemoryBackend backend) {
    return new Builder(backend);
  }

  /** Builds providers over one in-memory backend. */
  public static final class Builder extends FlagCacheBuilder<Builder> {

    private final InMemoryBackend backend;

    private Builder(InMemoryBackend backend) {
      this.backend = Objects.requireNonNull(backend, "backend");
    }

    @Override
    protected FlagCacheStore openStore(FlagCacheSettings settings) {
      return backend.store(settings.serviceKey(), settings.maxPayloadBytes());
    }
  }

  /** Makes in-memory providers from URLs; called through discovery. */
  public static final class Factory extends FlagCacheProviderFactory {

    private static final Map<String, InMemoryBackend> BACKENDS = new ConcurrentHashMap<>();

    /** Called by {@link java.util.ServiceLoader}. */
    public Factory() {}

    @Override
    public Set<String> schemes() {
      return Set.of("memory");
    }

    @Override
    protected Builder builder(String address, UrlParameters parameters) {
      String name = address.substring("memory:".length());
      if (!name.matches("[A-Za-z0-9._-]+")) {
        throw new IllegalArgumentException(
            "An in-memory URL is memory:NAME, where the name has letters, digits and . _ -");
      }
      return InMemoryFlagCache.builder(
          BACKENDS.computeIfAbsent(name.toLowerCase(Locale.ROOT), key -> new InMemoryBackend()));
    }
  }
}

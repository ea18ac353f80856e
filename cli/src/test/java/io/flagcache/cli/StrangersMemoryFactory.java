package io.flagcache.cli;

import io.flagcache.core.FlagCacheBuilder;
import io.flagcache.core.FlagCacheProviderFactory;
import io.flagcache.core.memory.InMemoryBackend;
import io.flagcache.core.memory.InMemoryFlagCache;
import io.flagcache.core.url.UrlParameters;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** In-memory backends that tests write to past all workers: {@code strangers:NAME}. */
public final class StrangersMemoryFactory extends FlagCacheProviderFactory {

  private static final Map<String, InMemoryBackend> BACKENDS = new ConcurrentHashMap<>();

  static InMemoryBackend backend(String name) {
    return BACKENDS.computeIfAbsent(name, key -> new InMemoryBackend());
  }

  @Override
  public Set<String> schemes() {
    return Set.of("strangers");
  }

  @Override
  protected FlagCacheBuilder<?> builder(String address, UrlParameters parameters) {
    return InMemoryFlagCache.builder(backend(address.substring("strangers:".length())));
  }
}

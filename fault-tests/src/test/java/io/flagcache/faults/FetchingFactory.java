package io.flagcache.faults;

import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.FlagDefinitionCacheProviderFactory;
import io.flagcache.core.FlagCacheProvider;
import io.flagcache.posthog.FetchingProvider;
import java.net.URI;
import java.util.Set;

/** Lets a worker's process, which knows its provider by a URL alone, have one that fetches. */
public final class FetchingFactory implements FlagDefinitionCacheProviderFactory {

  static final String TOKEN = "phc_fleet";

  private static final String SCHEME = "fetching";

  /** Called by {@link java.util.ServiceLoader}. */
  public FetchingFactory() {}

  static String url(String secretKey, URI host, String cacheUrl) {
    return SCHEME + ":" + secretKey + "," + host + "," + cacheUrl;
  }

  @Override
  public Set<String> schemes() {
    return Set.of(SCHEME);
  }

  @Override
  public FlagDefinitionCacheProvider create(String url) {
    String[] parts = url.substring(SCHEME.length() + 1).split(",", 3);
    FlagCacheProvider cache = FlagCacheProvider.open(parts[2]);
    // Connects, so that no first decision is late because of that.
    cache.inspect().handle((status, failure) -> true).join();
    return FetchingProvider.builder()
        .projectToken(TOKEN)
        .secretKey(parts[0])
        .host(URI.create(parts[1]))
        .cache(cache)
        .decisionDeadline(cache.settings().decisionDeadline())
        .transferDeadline(cache.settings().transferDeadline())
        .build();
  }
}

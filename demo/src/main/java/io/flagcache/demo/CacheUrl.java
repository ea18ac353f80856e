package io.flagcache.demo;

import io.flagcache.core.FlagCacheProviderFactory;
import io.flagcache.core.url.ProviderUrl;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts the demo's own settings into the URL of a cache. */
final class CacheUrl {

  private static final Duration ENTRY_TTL = Duration.ofMinutes(15);

  /** As long as an SDK waits, or nearly: a busy machine is no outage of the cache. */
  private static final Duration DEADLINE = Duration.ofMillis(9500);

  private CacheUrl() {}

  /**
   * Adds the demo's settings; the service key and what is not given only.
   *
   * @param url the user's URL
   * @param serviceKey keeps this run apart from all others
   * @throws IllegalArgumentException if the URL sets what the demo has to set
   */
  static ProviderUrl with(String url, String serviceKey, DemoSettings settings) {
    ProviderUrl given = FlagCacheProviderFactory.read(url);
    given.refuse(List.of("pollInterval", "lease"), "the demo sets it from --poll");
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("serviceKey", serviceKey);
    parameters.put("entryTtl", ENTRY_TTL.toString());
    parameters.put("decisionDeadline", DEADLINE.toString());
    parameters.put("transferDeadline", DEADLINE.toString());
    parameters.putAll(given.createMissing());
    parameters.put("pollInterval", settings.poll().toString());
    parameters.put("lease", settings.lease().toString());
    return given.with(parameters);
  }
}

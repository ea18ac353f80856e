package io.flagcache.hazelcast;

import io.flagcache.core.FlagCacheProviderFactory;
import io.flagcache.core.url.UrlParameters;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Makes Hazelcast providers from URLs; called through {@link
 * io.flagcache.FlagDefinitionCacheProviders}.
 *
 * <p>The address is written as for {@link HazelcastFlagCacheBuilder#url(String)}; or {@code
 * hazelcast+config:/path/hazelcast.yaml} names a file for {@link
 * HazelcastFlagCacheBuilder#config(Path)}. Parameters follow as {@code ?name=value&name=value},
 * percent-encoded: all settings of {@link io.flagcache.core.FlagCacheBuilder} except listeners, and
 * {@code map}, {@code locking}, {@code cluster}, {@code bind}, {@code port} and {@code members}
 * (with commas between) of {@link HazelcastFlagCacheBuilder}.
 */
public final class HazelcastFlagCacheFactory extends FlagCacheProviderFactory {

  private static final String CONFIG = "hazelcast+config";

  /** Called by {@link java.util.ServiceLoader}. */
  public HazelcastFlagCacheFactory() {}

  @Override
  public Set<String> schemes() {
    return Set.of("hazelcast", CONFIG);
  }

  @Override
  protected HazelcastFlagCacheBuilder builder(String address, UrlParameters parameters) {
    HazelcastFlagCacheBuilder builder = HazelcastFlagCache.builder();
    UrlParameters.fileIn(CONFIG, address, "hazelcast.yaml")
        .ifPresentOrElse(builder::config, () -> builder.url(address));
    parameters.text("map").ifPresent(builder::map);
    parameters.word("locking", HazelcastLocking.class).ifPresent(builder::locking);
    parameters.text("cluster").ifPresent(builder::cluster);
    parameters.text("bind").ifPresent(builder::bind);
    parameters.integer("port").ifPresent(builder::port);
    parameters
        .text("members")
        .map(names -> List.of(names.split(",", -1)))
        .ifPresent(builder::members);
    return builder;
  }
}

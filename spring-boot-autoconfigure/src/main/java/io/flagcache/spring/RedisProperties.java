package io.flagcache.spring;

import io.flagcache.redis.RedisFlagCache;
import io.flagcache.redis.RedisFlagCacheBuilder;
import io.flagcache.redis.RedisLayout;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.redisson.api.RedissonClient;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What a cache on Redis has besides.
 *
 * @param layout Which keys and values are shared: flagcache's own, or those of PostHog's examples
 *     for other languages.
 * @param keyPrefix What the names of all keys begin with. Fixed in PostHog's layout.
 */
@ConfigurationProperties(RedisProperties.PREFIX)
record RedisProperties(@Nullable RedisLayout layout, @Nullable String keyPrefix)
    implements BackendProperties {

  static final String PREFIX = "flagcache.redis";

  RedisFlagCacheBuilder builder(RedissonClient client) {
    RedisFlagCacheBuilder builder = RedisFlagCache.builder().client(client);
    Optional.ofNullable(layout).ifPresent(builder::layout);
    Optional.ofNullable(keyPrefix).ifPresent(builder::keyPrefix);
    return builder;
  }

  @Override
  public String prefix() {
    return PREFIX;
  }

  @Override
  public Set<String> schemes() {
    return Set.of("redis", "rediss");
  }

  @Override
  public Map<String, String> parameters() {
    Map<String, String> parameters = new LinkedHashMap<>();
    FlagCacheProperties.put(parameters, "layout", layout);
    FlagCacheProperties.put(parameters, "keyPrefix", keyPrefix);
    return parameters;
  }
}

package io.flagcache.spring;

import com.hazelcast.core.HazelcastInstance;
import io.flagcache.hazelcast.HazelcastFlagCache;
import io.flagcache.hazelcast.HazelcastFlagCacheBuilder;
import io.flagcache.hazelcast.HazelcastLocking;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What a cache on Hazelcast has besides.
 *
 * @param map The map that holds leases and documents.
 * @param locking Which lock guards leadership.
 */
@ConfigurationProperties(HazelcastProperties.PREFIX)
record HazelcastProperties(@Nullable String map, @Nullable HazelcastLocking locking)
    implements BackendProperties {

  static final String PREFIX = "flagcache.hazelcast";

  HazelcastFlagCacheBuilder builder(HazelcastInstance instance) {
    HazelcastFlagCacheBuilder builder = HazelcastFlagCache.builder().instance(instance);
    Optional.ofNullable(map).ifPresent(builder::map);
    Optional.ofNullable(locking).ifPresent(builder::locking);
    return builder;
  }

  @Override
  public String prefix() {
    return PREFIX;
  }

  @Override
  public Set<String> schemes() {
    return Set.of("hazelcast");
  }

  @Override
  public Map<String, String> parameters() {
    Map<String, String> parameters = new LinkedHashMap<>();
    FlagCacheProperties.put(parameters, "map", map);
    FlagCacheProperties.put(parameters, "locking", locking);
    return parameters;
  }
}

package io.flagcache.hazelcast;

/** Flag definitions shared through Hazelcast. */
public final class HazelcastFlagCache {

  private HazelcastFlagCache() {}

  /**
   * Begins a provider.
   *
   * @return a builder
   */
  public static HazelcastFlagCacheBuilder builder() {
    return new HazelcastFlagCacheBuilder();
  }
}

package io.flagcache.posthog;

/** The calls of the cache contract. */
public enum CacheCall {
  /** {@code shouldFetchFlagDefinitions()}. */
  SHOULD_FETCH,
  /** {@code getFlagDefinitions()}. */
  GET,
  /** {@code onFlagDefinitionsReceived(…)}. */
  RECEIVED,
  /** {@code shutdown()}. */
  SHUTDOWN
}

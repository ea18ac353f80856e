package io.flagcache.conformance;

/** What a worker is told while the backend is out of reach. */
public enum OutagePolicy {
  /** To fetch: the stage fails, which is the SDK's fail-safe, or completes with {@code true}. */
  FETCH,
  /** To keep the definitions that it last knew, for a bounded time; then as {@link #FETCH}. */
  HOLD
}

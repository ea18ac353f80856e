package io.flagcache.core;

/** What a worker is told while the backend is out of reach. */
public enum OutagePolicy {
  /**
   * The stages fail, and the SDK fetches from the API by itself: every worker stays up to date, and
   * every worker polls.
   */
  FETCH,
  /**
   * The worker is not elected and keeps the last definitions it knows, for a bounded time; then, or
   * if it knows none, as {@link #FETCH}. The API is spared, the definitions grow old.
   */
  HOLD
}

package io.flagcache.core;

/** What a poll decided, and what is to follow it. */
enum Decision {
  /** The worker reads the cache. */
  READ,
  /** The worker fetches from the API. */
  FETCH,
  /** As {@link #FETCH}, and the engine is to publish what it remembers. */
  FETCH_AND_REPUBLISH;

  boolean fetches() {
    return this != READ;
  }

  boolean republishes() {
    return this == FETCH_AND_REPUBLISH;
  }
}

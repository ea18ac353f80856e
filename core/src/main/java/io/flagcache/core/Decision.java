package io.flagcache.core;

/** What a poll decided, and what is to follow it. */
enum Decision {
  /** The worker reads the cache. */
  READ,
  /** As {@link #READ}, and the engine is to publish what it remembers if there still is nothing. */
  READ_AND_REPUBLISH,
  /** The worker fetches from the API. */
  FETCH,
  /** As {@link #FETCH}, and the engine is to publish what it remembers. */
  FETCH_AND_REPUBLISH;

  boolean fetches() {
    return this == FETCH || this == FETCH_AND_REPUBLISH;
  }

  boolean republishes() {
    return this == FETCH_AND_REPUBLISH || this == READ_AND_REPUBLISH;
  }
}

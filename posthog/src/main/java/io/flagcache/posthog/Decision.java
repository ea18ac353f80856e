package io.flagcache.posthog;

/** What the cache answered to the question whether this loader should fetch from the API. */
public enum Decision {
  /** Yes: this loader leads and fetches for all. */
  LEAD,
  /** No: another loader fetches, this one reads the cache. */
  FOLLOW,
  /** No answer in time, or an error: the loader fetches for itself. */
  FAILED
}

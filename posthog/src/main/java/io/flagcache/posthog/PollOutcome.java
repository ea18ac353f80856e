package io.flagcache.posthog;

/** How a poll ended. */
public enum PollOutcome {
  /** The API returned a document, which is served now. */
  FETCHED,
  /** The API said that its document is the one that the loader has (HTTP 304). */
  NOT_MODIFIED,
  /** The cache returned a document, which is served now. */
  READ,
  /** The cache is empty; what is served stays. */
  CACHE_EMPTY,
  /** No request was sent, since the API told to come back later; what is served stays. */
  BACKING_OFF,
  /**
   * No request was sent, since the last one is less than half a poll interval ago; what is served
   * stays. An SDK that has no flags polls whenever one is evaluated.
   */
  NOT_DUE,
  /** Neither the API nor the cache returned a document; what is served stays. */
  FAILED,
  /** The loader was closed before the poll or during it; what is served stays. */
  CLOSED
}

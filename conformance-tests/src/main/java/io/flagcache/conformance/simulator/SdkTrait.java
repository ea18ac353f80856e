package io.flagcache.conformance.simulator;

/** What one SDK does around a provider and another does not. */
public enum SdkTrait {
  /**
   * Hands over what it fetched because the cache was empty and it had nothing, though it was told
   * not to fetch. SDKs without this trait keep it to themselves, and remember its ETag: when such a
   * worker leads later, it hears only that the document is unchanged.
   */
  REPORTS_EMERGENCY_FETCH,
  /** Fetches when a read fails, though it has flags; otherwise a failed read is an empty one. */
  FETCHES_ON_READ_ERROR,
  /**
   * Polls at fixed times: those that were missed during a stall come back to back. Otherwise the
   * next poll is one interval after the end of the last.
   */
  POLLS_AT_FIXED_TIMES,
  /** As leader, hands its document over again when the API says that it is unchanged. */
  HANDS_OVER_UNCHANGED,
  /** Forgets its ETag when it reads from the cache. */
  FORGETS_ETAG_ON_READ,
  /** Forgets its ETag when the API answers with an error. */
  FORGETS_ETAG_ON_ERROR,
  /** Keeps its ETag when it drops its flags, and then hears only that nothing has changed. */
  KEEPS_ETAG_WITHOUT_FLAGS,
  /** When it has dropped its flags, fetches on an empty cache as if it had just started. */
  STARTS_ANEW_WITHOUT_FLAGS
}

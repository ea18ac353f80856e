package io.flagcache.conformance.simulator;

/**
 * What one SDK does around a provider and another does not. Of {@code FetchingProvider} in the
 * artifact {@code flagcache-posthog} the traits are those of its calls to the provider below it.
 */
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
  STARTS_ANEW_WITHOUT_FLAGS,
  /**
   * Hands over what its own types have of each flag. Rules of version 2, {@code early_exit}, {@code
   * group_type_index} of a property, names of variants, {@code team_id} and others are gone; an
   * operator that it does not know becomes {@code unknown}, 20 the text "20", and 100 becomes
   * 100.0.
   *
   * <p>Measured with {@code posthog-server} 2.14.2.
   */
  PARSES_INTO_A_MODEL,
  /**
   * Hands 1.0 over as 1.
   *
   * <p>Measured with {@code posthog-node} 5.70: JavaScript has one kind of number.
   */
  WRITES_WHOLE_FRACTIONS_AS_INTEGERS,
  /**
   * Forgets its ETag when it reads another document than it has, and so sees a document that the
   * API serves again.
   *
   * <p>Source: {@code FetchingProvider}, {@code Polling.read}.
   */
  FORGETS_ETAG_ON_ANOTHER_DOCUMENT,
  /**
   * As leader, hands its document over until the provider has taken it: with the next 304 if the
   * call failed, and fetches it anew if it had it before it led.
   *
   * <p>Source: {@code FetchingProvider}, {@code Polling.offerAgain} and {@code Polling.fetch}.
   */
  HANDS_OVER_UNTIL_TAKEN,
  /**
   * Not being elected, waits a random time of up to 4 s, or half a poll interval if that is less,
   * before it fetches, and looks into the cache again first.
   *
   * <p>Source: {@code FetchingProvider}, {@code Polling.waitForTurn}.
   */
  WAITS_BEFORE_ITS_OWN_FETCH,
  /**
   * As leader without flags, reads the cache when the API fails.
   *
   * <p>Source: {@code FetchingProvider}, {@code Polling.run}.
   */
  READS_WHEN_THE_API_FAILS,
  /**
   * As leader to which the API gives nothing for one and a half intervals, no longer asks for the
   * lease: for as long as that lives and two polls more, or until the API answers.
   *
   * <p>Source: {@code FetchingProvider}, {@code Candidacy}.
   */
  GIVES_UP_THE_LEASE,
  /**
   * Sends no request for a while when it was refused, and at most two in an interval, but polls all
   * the same.
   *
   * <p>Source: {@code FetchingProvider}, {@code BackOff} and {@code Polling.isDue}.
   */
  PAUSES_REQUESTS,
  /**
   * Ends the poll under way when it is shut down, and hands nothing over afterwards.
   *
   * <p>Source: {@code FetchingProvider}, {@code shutdown}.
   */
  ENDS_ITS_POLL_ON_SHUTDOWN,
  /** Is refused by the API, as with a key of another project or one that was revoked. */
  HAS_A_WRONG_KEY
}

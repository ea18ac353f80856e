package io.flagcache.demo.standin;

/**
 * What was asked of the definitions API.
 *
 * @param documents the requests answered with a document (HTTP 200)
 * @param notModified the requests answered with HTTP 304
 * @param others all other requests: refused, failed, or without an answer
 */
public record ApiCounts(long documents, long notModified, long others) {

  /** Nothing was asked. */
  public static final ApiCounts NONE = new ApiCounts(0, 0, 0);

  private static final int UNITS_PER_DOCUMENT = 10;

  /** All requests. */
  public long requests() {
    return documents + notModified + others;
  }

  /** What PostHog bills for them: 10 units for a document, 1 for an unchanged poll. */
  public long units() {
    return UNITS_PER_DOCUMENT * documents + notModified;
  }

  /** Adds up two counts. */
  public ApiCounts plus(ApiCounts other) {
    return new ApiCounts(
        documents + other.documents, notModified + other.notModified, others + other.others);
  }
}

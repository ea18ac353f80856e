package io.flagcache.posthog;

import io.flagcache.FlagDefinitionCacheData;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** What became of one request to the API. */
sealed interface ApiAnswer {

  /** The HTTP status; empty if no whole answer came. */
  OptionalInt status();

  /** Whether the present document is known now. */
  default boolean isUsable() {
    return !(this instanceof Failed);
  }

  /** HTTP 200 with a valid document. */
  record Fetched(FlagDefinitionCacheData definitions, Optional<String> etag) implements ApiAnswer {
    @Override
    public OptionalInt status() {
      return OptionalInt.of(200);
    }
  }

  /** HTTP 304 to a request with an ETag; the answer may carry a new one. */
  record NotModified(Optional<String> etag) implements ApiAnswer {
    @Override
    public OptionalInt status() {
      return OptionalInt.of(304);
    }
  }

  /**
   * Anything else.
   *
   * @param status the HTTP status; empty if no whole answer came
   * @param condition the kind of failure, the same for each repetition of it
   * @param message what happened and what to do about it
   * @param refused whether the API will refuse the next request just the same for a while
   * @param retryAfter the API's own word on how long
   */
  record Failed(
      OptionalInt status,
      String condition,
      String message,
      boolean refused,
      Optional<Duration> retryAfter)
      implements ApiAnswer {}
}

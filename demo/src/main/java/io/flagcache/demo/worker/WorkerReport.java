package io.flagcache.demo.worker;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.flagcache.posthog.Decision;
import io.flagcache.posthog.PollOutcome;
import org.jspecify.annotations.Nullable;

/** What a worker reports, one line of JSON each, on its standard output. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "report")
@JsonSubTypes({
  @JsonSubTypes.Type(value = WorkerReport.Ready.class, name = "ready"),
  @JsonSubTypes.Type(value = WorkerReport.Polled.class, name = "polled"),
  @JsonSubTypes.Type(value = WorkerReport.Trouble.class, name = "trouble"),
  @JsonSubTypes.Type(value = WorkerReport.Refused.class, name = "refused"),
  @JsonSubTypes.Type(value = WorkerReport.Closed.class, name = "closed")
})
public sealed interface WorkerReport {

  /** Everything is set up; the worker waits to be told to poll. */
  record Ready() implements WorkerReport {}

  /**
   * A poll ended. All numbers count from the worker's start.
   *
   * @param polls the polls that have ended
   * @param apiRequests the requests sent to the API
   * @param notModified those answered with HTTP 304
   * @param decision what the cache decided; null if there is none
   * @param askedAt when the cache was asked, in milliseconds since 1970; 0 without a decision
   * @param decidedAt when it had decided, likewise
   * @param outcome how the poll ended
   * @param hash identifies the served document; null if none is served
   */
  record Polled(
      long polls,
      long apiRequests,
      long notModified,
      @Nullable Decision decision,
      long askedAt,
      long decidedAt,
      PollOutcome outcome,
      @Nullable String hash)
      implements WorkerReport {}

  /**
   * The API or the cache failed; the worker goes on.
   *
   * @param message one line; shows no secret
   */
  record Trouble(String message) implements WorkerReport {}

  /**
   * The worker cannot start with its settings, and ends.
   *
   * @param message one line that names the setting and the fix; shows no secret
   */
  record Refused(String message) implements WorkerReport {}

  /** The worker stopped in order: it has given up its lease and ends. */
  record Closed() implements WorkerReport {}
}

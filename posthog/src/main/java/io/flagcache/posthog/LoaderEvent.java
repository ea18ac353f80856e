package io.flagcache.posthog;

import io.flagcache.FlagDefinitionCacheData;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** What can happen to a loader or a provider that fetches. No event shows the secret key. */
public sealed interface LoaderEvent {

  /**
   * A poll ended; comes after all other events of that poll.
   *
   * @param result what the poll did
   * @param status the loader's state after it
   * @param definitions what is served after it
   */
  record Polled(
      PollResult result, LoaderStatus status, Optional<FlagDefinitionCacheData> definitions)
      implements LoaderEvent {}

  /**
   * Another document is served than before.
   *
   * @param before who had returned the previous document
   * @param after who returned the new document
   * @param definitions the new document
   */
  record DefinitionsChanged(
      DefinitionSource before, DefinitionSource after, FlagDefinitionCacheData definitions)
      implements LoaderEvent {}

  /**
   * A request to the API ended.
   *
   * @param status the HTTP status; empty if no whole answer came
   * @param usable whether the present document is known now, by HTTP 304 or because it was valid
   */
  record RequestEnded(OptionalInt status, boolean usable) implements LoaderEvent {}

  /**
   * The API did not return definitions, in another way than at the last request or for the first
   * time. The same failure repeated is not reported again.
   *
   * @param message what happened and what to do about it
   * @param backOff how long no request is sent; empty if the next poll asks again
   */
  record ApiFailed(String message, Optional<Duration> backOff) implements LoaderEvent {}

  /** The API returned definitions, or HTTP 304, after it had failed. */
  record ApiRecovered() implements LoaderEvent {}

  /**
   * The API gave nothing to this leader for one and a half poll intervals, three polls as a rule.
   * It takes no part in the election for a while, so that its lease runs out and another worker
   * leads. It goes on asking the API, and stands for election again as soon as that answers.
   *
   * @param pause for how long at most
   */
  record SteppedAside(Duration pause) implements LoaderEvent {}

  /**
   * An SDK handed over definitions that it had fetched by itself, since it had none. They are not
   * shared: SDKs lose members of a document.
   */
  record SdkFetched() implements LoaderEvent {}

  /**
   * A call of the cache failed or did not end in time, after this call had last worked. The same
   * call failing again is not reported again.
   *
   * @param call which call
   * @param cause the failure
   */
  record CacheFailed(CacheCall call, Throwable cause) implements LoaderEvent {}

  /**
   * A call of the cache worked again.
   *
   * @param call which call
   */
  record CacheRecovered(CacheCall call) implements LoaderEvent {}
}

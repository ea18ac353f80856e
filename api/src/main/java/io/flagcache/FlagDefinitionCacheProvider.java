package io.flagcache;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Shared storage for feature-flag definitions together with the election of the one worker that
 * fetches them.
 *
 * <p>An SDK asks {@link #shouldFetchFlagDefinitions()} before each poll. A worker that is told
 * {@code true} fetches from the API and hands what it got to {@link
 * #onFlagDefinitionsReceived(FlagDefinitionCacheData)}; a worker that is told {@code false} reads
 * {@link #getFlagDefinitions()}. Leadership is a lease that each {@code true} renews: there is no
 * call that marks the end of a fetch, and nothing is held while a fetch runs.
 *
 * <p><b>Threads.</b> Every method may be called from any thread, several at a time. No method
 * blocks its caller.
 *
 * <p><b>Errors.</b> Every failure arrives in the returned stage; no method throws. Every stage
 * completes within the provider's deadline, which must stay below the 10 s after which PostHog's
 * JVM SDK gives a stage up. Cancelling the future behind a stage withdraws a call that has not
 * begun; one that has begun runs to its end unseen.
 *
 * <p>This is the four-method protocol of PostHog's SDKs ({@code PostHogFlagDefinitionCacheProvider}
 * in the JVM SDK, {@code FlagDefinitionCacheProvider} in the Python SDK). The numbered rules that
 * an implementation has to keep are in {@code docs/contract.md}; the artifact {@code
 * flagcache-conformance-tests} checks them.
 */
public interface FlagDefinitionCacheProvider {

  /**
   * Says whether this worker should fetch the definitions from the API now.
   *
   * <p>Of all workers that ask, one leads and is told {@code true}, again at every poll, until it
   * shuts down or stops asking for longer than its lease. Not leading is the answer {@code false},
   * never an error. After {@link #shutdown()} the answer is {@code false}.
   *
   * @return the decision. A stage that fails tells the SDK to fetch: that is the fail-safe of all
   *     PostHog SDKs when the cache is out of reach
   */
  CompletionStage<Boolean> shouldFetchFlagDefinitions();

  /**
   * Reads the shared definitions.
   *
   * <p>Absent, expired and unreadable content is {@link Optional#empty()}, never an empty document,
   * which would wipe all flags in some SDKs. On a cold start the stage may wait, within its
   * deadline, for the leader's first publish. After {@link #shutdown()} the answer is empty.
   *
   * @return the definitions, or empty; a stage that fails when the cache is out of reach
   */
  CompletionStage<Optional<FlagDefinitionCacheData>> getFlagDefinitions();

  /**
   * Takes the definitions that this worker has just fetched with HTTP 200.
   *
   * <p>The leader's definitions replace the shared ones in one atomic step. Those of a superseded
   * leader are refused by the store, and those of a worker that does not lead may fill an empty
   * cache only; neither is an error. After {@link #shutdown()} nothing is written.
   *
   * @param data the fetched definitions
   * @return completed when the definitions are stored, or are known not to be; failed when the
   *     cache is out of reach, or the definitions exceed the provider's limit, in which case the
   *     shared ones stay as they are
   */
  CompletionStage<Void> onFlagDefinitionsReceived(FlagDefinitionCacheData data);

  /**
   * Gives up leadership, if held, so that the next worker to ask may lead at once, and closes what
   * this provider opened itself. Calling it again, from any thread, has no further effect. It can
   * be called while other calls are under way; they still complete.
   *
   * @return completed when all is released; failed when the cache was out of reach, in which case
   *     the lease ends by itself
   */
  CompletionStage<Void> shutdown();
}

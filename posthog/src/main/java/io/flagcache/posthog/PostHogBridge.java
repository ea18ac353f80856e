package io.flagcache.posthog;

import com.posthog.server.PostHogFlagDefinitionCacheProvider;
import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.core.FlagCacheProvider;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Any flagcache provider as the flag definition cache provider of PostHog's SDK for the JVM, {@code
 * com.posthog:posthog-server} from version 2.7.0 on, which the user's project brings. Give it a
 * {@link FetchingProvider}, so that the SDK need not fetch: what an SDK fetched and hands over
 * lacks members.
 *
 * <p><b>Time.</b> No method blocks and none throws, whatever the provider does. Every stage
 * completes within 9.5 s, below the 10 s that the SDK waits, or earlier by the provider's own
 * deadlines. A stage that the SDK cancels, or that takes too long, cancels the provider's; a
 * shutdown goes on.
 *
 * <p><b>Threads.</b> All methods may be called from any thread. A {@link FetchingProvider} or
 * {@link FlagCacheProvider} is called on the caller's thread, since it never blocks. The methods of
 * any other provider are called on one daemon thread of this bridge, one at a time; their stages
 * are not waited for there. While one of them blocks, further calls fail at the time limit and are
 * forgotten, and at most 16 wait.
 *
 * <p><b>Errors.</b> What fails the provider's stage fails the one returned here, and so does what
 * it throws, a null where a stage or an answer should be, and the end of the time limit. The SDK
 * then fetches ({@code shouldFetchFlagDefinitions}), keeps what it has or fetches if it has nothing
 * ({@code getFlagDefinitions}), or goes on without sharing ({@code onFlagDefinitionsReceived}).
 */
public final class PostHogBridge implements PostHogFlagDefinitionCacheProvider {

  static final Duration LIMIT = Duration.ofMillis(9_500);

  private final FlagDefinitionCacheProvider provider;
  private final ContainedCalls calls;

  private PostHogBridge(FlagDefinitionCacheProvider provider, ContainedCalls calls) {
    this.provider = provider;
    this.calls = calls;
  }

  /**
   * Bridges a provider.
   *
   * @param provider what the SDK is to use; shut down by the SDK when its client is closed
   * @return what the SDK takes; for one client, as the provider is
   */
  public static PostHogBridge of(FlagDefinitionCacheProvider provider) {
    return of(provider, LIMIT);
  }

  static PostHogBridge of(FlagDefinitionCacheProvider provider, Duration limit) {
    Objects.requireNonNull(provider, "provider");
    boolean staged = provider instanceof FlagCacheProvider || provider instanceof FetchingProvider;
    CallThread thread = staged ? new CallThread.Callers() : new CallThread.Own();
    return new PostHogBridge(provider, new ContainedCalls(thread, limit));
  }

  /**
   * Whether the SDK should fetch the definitions from the API.
   *
   * @return the provider's decision
   */
  @Override
  public CompletionStage<Boolean> shouldFetchFlagDefinitions() {
    return calls.call(
        CacheCall.SHOULD_FETCH, provider::shouldFetchFlagDefinitions, Function.identity());
  }

  /**
   * Reads the shared definitions.
   *
   * @return the document with all its members, which cannot be modified; null if there is none,
   *     never a document without a list of flags. Integers are {@link Integer}, {@link Long} or
   *     {@link java.math.BigInteger}, other numbers {@link java.math.BigDecimal}
   */
  @Override
  public CompletionStage<Map<String, Object>> getFlagDefinitions() {
    return calls.call(
        CacheCall.GET,
        provider::getFlagDefinitions,
        shared -> shared.map(FlagDefinitionCacheData::document).orElse(null));
  }

  /**
   * Hands definitions that the SDK fetched to the provider. They are copied before this method
   * returns; what becomes of the map afterwards has no effect.
   *
   * @param data the document as the SDK has it
   * @return completed when the definitions are stored, or are known not to be; failed with an
   *     {@link IllegalArgumentException}, and nothing stored, if they are no document with a list
   *     of flags
   */
  @Override
  public CompletionStage<Void> onFlagDefinitionsReceived(Map<String, ? extends Object> data) {
    FlagDefinitionCacheData copy;
    try {
      copy = FlagDefinitionCacheData.of(Objects.requireNonNull(data, "data"));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
    return calls.call(
        CacheCall.RECEIVED, () -> provider.onFlagDefinitionsReceived(copy), Function.identity());
  }

  /**
   * Shuts the provider down.
   *
   * @return completed when it has released what it held
   */
  @Override
  public CompletionStage<Void> shutdown() {
    return calls.call(CacheCall.SHUTDOWN, provider::shutdown, Function.identity());
  }

  /** Names the class of the provider and nothing of what is in it. */
  @Override
  public String toString() {
    return "PostHogBridge[" + provider.getClass().getName() + "]";
  }
}

package io.flagcache.posthog;

import com.posthog.server.PostHogFlagDefinitionCacheProvider;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls a provider as PostHog's JVM SDK does, and knows it by the SDK's interface alone
 * (posthog-server, PostHogFeatureFlags.kt, {@code loadFeatureFlagDefinitions}).
 */
final class SdkCaller {

  private final PostHogFlagDefinitionCacheProvider provider;
  private final Supplier<Map<String, Object>> api;
  private @Nullable Map<String, Object> loaded;
  private int fetches;

  SdkCaller(PostHogFlagDefinitionCacheProvider provider, Supplier<Map<String, Object>> api) {
    this.provider = provider;
    this.api = api;
  }

  void poll() {
    boolean shouldFetch = !Boolean.FALSE.equals(await(provider::shouldFetchFlagDefinitions));
    if (!shouldFetch) {
      Map<String, Object> shared = await(provider::getFlagDefinitions);
      if (shared != null) {
        loaded = shared;
        return;
      }
      if (loaded != null) {
        return;
      }
    }
    fetches++;
    Map<String, Object> fetched;
    try {
      fetched = new HashMap<>(api.get());
    } catch (IllegalStateException failed) {
      return;
    }
    loaded = new HashMap<>(fetched);
    if (shouldFetch) {
      await(() -> provider.onFlagDefinitionsReceived(fetched));
      fetched.clear();
    }
  }

  void close() {
    await(provider::shutdown);
  }

  @Nullable Map<String, Object> loaded() {
    return loaded;
  }

  int fetches() {
    return fetches;
  }

  private static <T> @Nullable T await(Supplier<CompletionStage<T>> call) {
    CompletableFuture<T> future = call.get().toCompletableFuture();
    try {
      return future.get(10, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      future.cancel(true);
      throw new AssertionError("The SDK gave a stage up", e);
    } catch (InterruptedException | ExecutionException e) {
      return null;
    }
  }
}

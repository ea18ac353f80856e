package com.posthog.server;

import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Stands in for the interface of this name in {@code com.posthog:posthog-server}, from version
 * 2.7.0 on, while that cannot be resolved: see {@code docs/decisions/posthog-sdk-stub.md}.
 */
public interface PostHogFlagDefinitionCacheProvider {

  CompletionStage<Map<String, Object>> getFlagDefinitions();

  CompletionStage<Boolean> shouldFetchFlagDefinitions();

  CompletionStage<Void> onFlagDefinitionsReceived(Map<String, ? extends Object> data);

  CompletionStage<Void> shutdown();
}

package io.flagcache.cli;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.FlagDefinitionCacheProviderFactory;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Makes providers that break the rules: each tells its worker to lead, and shares nothing. */
public final class EveryoneLeadsFactory implements FlagDefinitionCacheProviderFactory {

  @Override
  public Set<String> schemes() {
    return Set.of("everyone-leads");
  }

  @Override
  public FlagDefinitionCacheProvider create(String url) {
    return new FlagDefinitionCacheProvider() {
      @Override
      public CompletionStage<Boolean> shouldFetchFlagDefinitions() {
        return CompletableFuture.completedStage(true);
      }

      @Override
      public CompletionStage<Optional<FlagDefinitionCacheData>> getFlagDefinitions() {
        return CompletableFuture.completedStage(Optional.empty());
      }

      @Override
      public CompletionStage<Void> onFlagDefinitionsReceived(FlagDefinitionCacheData data) {
        return CompletableFuture.completedStage(null);
      }

      @Override
      public CompletionStage<Void> shutdown() {
        return CompletableFuture.completedStage(null);
      }
    };
  }
}

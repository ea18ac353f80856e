package io.flagcache.core;

import io.flagcache.BlockingFlagDefinitionCacheProvider;
import io.flagcache.Deadline;
import io.flagcache.FlagDefinitionCacheData;
import java.util.List;
import java.util.Optional;

/** The provider over a store: gives the engine its thread and its deadlines. */
public final class FlagCacheProvider extends BlockingFlagDefinitionCacheProvider {

  FlagCacheProvider(
      FlagCacheSettings settings, FlagCacheStore store, List<FlagCacheListener> listeners) {
    super(settings.decisionDeadline(), settings.transferDeadline());
  }

  @Override
  protected boolean shouldFetch(Deadline deadline) throws Exception {
    return false;
  }

  @Override
  protected Optional<FlagDefinitionCacheData> get(Deadline deadline) throws Exception {
    return Optional.empty();
  }

  @Override
  protected void received(FlagDefinitionCacheData data, Deadline deadline) throws Exception {}

  @Override
  protected void close(Deadline deadline) throws Exception {}
}

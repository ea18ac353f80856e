package io.flagcache.conformance.store;

import io.flagcache.core.FlagCacheSettings;
import io.flagcache.core.record.RecordBackend;
import io.flagcache.core.record.RecordStore;
import io.flagcache.core.store.FlagCacheStore;

/** A fixture for a backend of {@link RecordStore}: the kit puts the store above it. */
public interface RecordBackendFixture extends StoreFixture {

  /**
   * Opens a backend as one provider has it, see {@link StoreFixture#newStore}.
   *
   * @param settings what a builder hands to its {@code openStore}
   * @return a new backend
   * @throws Exception if it cannot be opened
   */
  RecordBackend<?> newBackend(FlagCacheSettings settings) throws Exception;

  @Override
  default FlagCacheStore newStore(FlagCacheSettings settings) throws Exception {
    return new RecordStore<>(newBackend(settings), settings.maxPayloadBytes(), System::nanoTime);
  }
}

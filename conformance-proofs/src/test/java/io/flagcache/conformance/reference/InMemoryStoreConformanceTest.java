package io.flagcache.conformance.reference;

import io.flagcache.conformance.StoredFields;
import io.flagcache.conformance.store.FlagCacheStoreConformance;
import io.flagcache.conformance.store.StoreCapability;
import io.flagcache.conformance.store.StoreFixture;
import io.flagcache.core.FlagCacheBuilder;
import io.flagcache.core.FlagCacheSettings;
import io.flagcache.core.memory.InMemoryBackend;
import io.flagcache.core.memory.InMemoryFlagCache;
import io.flagcache.core.store.FlagCacheStore;
import java.lang.reflect.Method;
import java.util.Set;

/** The store that flagcache-core brings along. */
class InMemoryStoreConformanceTest extends FlagCacheStoreConformance {

  @Override
  protected StoreFixture fixture() {
    return new Fixture();
  }

  @Override
  protected Set<StoreCapability> capabilities() {
    return Set.of(
        StoreCapability.LAST_LEASE,
        StoreCapability.STORED_STAMP,
        StoreCapability.FORGED_EPOCHS,
        StoreCapability.STORED_FIELDS,
        StoreCapability.BACKEND_HANG,
        StoreCapability.BACKEND_OUTAGE);
  }

  private static final class Fixture implements StoreFixture {

    private final InMemoryBackend backend = new InMemoryBackend();

    @Override
    public FlagCacheStore newStore(FlagCacheSettings settings) throws Exception {
      // For builders of backends, and for nobody outside of them.
      Method open = FlagCacheBuilder.class.getDeclaredMethod("openStore", FlagCacheSettings.class);
      open.setAccessible(true);
      return (FlagCacheStore) open.invoke(InMemoryFlagCache.builder(backend), settings);
    }

    @Override
    public void wipe() {
      backend.wipe();
    }

    @Override
    public boolean forgeEpoch(String serviceKey, EpochField field, String epoch) {
      if (!epoch.matches("-?\\d+")) {
        return false;
      }
      switch (field) {
        case LEASE ->
            backend.damage(
                serviceKey, state -> InMemoryStoredFields.withEpoch(state, Long.parseLong(epoch)));
        case ENTRY ->
            backend.damage(
                serviceKey,
                state -> InMemoryStoredFields.withEntryEpoch(state, Long.parseLong(epoch)));
      }
      return true;
    }

    @Override
    public StoredFields storedFields() {
      return new InMemoryStoredFields(backend);
    }

    @Override
    public void hangBackend() {
      backend.hang();
    }

    @Override
    public void continueBackend() {
      backend.restore();
    }

    @Override
    public void cutBackend() {
      backend.cut();
    }

    @Override
    public void restoreBackend() {
      backend.restore();
    }

    @Override
    public void close() {
      backend.restore();
    }
  }
}

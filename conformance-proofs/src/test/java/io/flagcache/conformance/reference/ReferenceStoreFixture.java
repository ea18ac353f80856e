package io.flagcache.conformance.reference;

import io.flagcache.conformance.internal.TestTime;
import io.flagcache.conformance.store.StoreFixture;
import io.flagcache.core.FlagCacheSettings;
import io.flagcache.core.store.FlagCacheStore;
import java.util.function.BiFunction;

/** Stores of some kind over a {@link ReferenceBackend}. */
final class ReferenceStoreFixture extends ReferenceFaults implements StoreFixture {

  private final BiFunction<ReferenceBackend, String, ? extends ReferenceStore> stores;

  ReferenceStoreFixture(
      ReferenceBackend backend,
      BiFunction<ReferenceBackend, String, ? extends ReferenceStore> stores,
      TestTime time) {
    super(backend, time);
    this.stores = stores;
  }

  @Override
  public FlagCacheStore newStore(FlagCacheSettings settings) {
    return stores.apply(backend, settings.serviceKey()).reading(settings.maxPayloadBytes());
  }

  @Override
  public void beforeNextWrite(Runnable action) {
    backend.stepInBeforeNextWrite(action);
  }

  @Override
  public boolean forgeEpoch(String serviceKey, EpochField field, String epoch) {
    if (!epoch.isEmpty() && !epoch.matches("-?\\d+")) {
      return false;
    }
    backend.forgeEpoch(serviceKey, field, epoch.isEmpty() ? 0 : Long.parseLong(epoch));
    return true;
  }
}

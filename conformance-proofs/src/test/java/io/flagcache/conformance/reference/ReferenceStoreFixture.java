package io.flagcache.conformance.reference;

import io.flagcache.conformance.internal.TestTime;
import io.flagcache.conformance.rule.Disturbance;
import io.flagcache.conformance.store.StoreFixture;
import io.flagcache.core.FlagCacheSettings;
import io.flagcache.core.store.FlagCacheStore;
import java.util.Set;
import java.util.function.BiFunction;

/** Stores of some kind over a {@link ReferenceBackend}. */
final class ReferenceStoreFixture implements StoreFixture, TestTime.Source {

  private final ReferenceBackend backend;
  private final BiFunction<ReferenceBackend, String, FlagCacheStore> stores;
  private final TestTime time;

  ReferenceStoreFixture(
      ReferenceBackend backend,
      BiFunction<ReferenceBackend, String, FlagCacheStore> stores,
      TestTime time) {
    this.backend = backend;
    this.stores = stores;
    this.time = time;
    backend.runOn(time::nanoTime);
  }

  @Override
  public TestTime time() {
    return time;
  }

  @Override
  public FlagCacheStore newStore(FlagCacheSettings settings) {
    return stores.apply(backend, settings.serviceKey());
  }

  /** Each has a backend of its own. */
  @Override
  public Set<Disturbance> disturbances() {
    return Set.of();
  }

  @Override
  public void wipe() {
    backend.wipe();
  }

  @Override
  public void close() {
    backend.cut(false);
    backend.hang(false);
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

  @Override
  public void loseNextReply() {
    backend.loseNextReply();
  }

  @Override
  public void hangBackend() {
    backend.hang(true);
  }

  @Override
  public void continueBackend() {
    backend.hang(false);
  }

  @Override
  public void cutBackend() {
    backend.cut(true);
  }

  @Override
  public void restoreBackend() {
    backend.cut(false);
  }

  @Override
  public Set<String> secrets() {
    return Set.of(ReferenceFixture.SECRET);
  }
}

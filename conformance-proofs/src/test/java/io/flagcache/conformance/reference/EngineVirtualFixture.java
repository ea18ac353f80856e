package io.flagcache.conformance.reference;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.conformance.WorkerSettings;
import io.flagcache.conformance.simulator.VirtualTimeFixture;
import io.flagcache.core.EngineWorker;
import io.flagcache.core.ProfiledStore;
import io.flagcache.core.StoreProfile;
import io.flagcache.core.memory.InMemoryBackend;
import io.flagcache.core.memory.InMemoryFlagCache;
import java.time.Duration;
import java.util.Optional;

/** Workers of flagcache's engine over its in-memory backend, in virtual time. */
final class EngineVirtualFixture implements VirtualTimeFixture {

  private final VirtualTime time = new VirtualTime();
  private final InMemoryBackend backend = new InMemoryBackend(time);
  private final StoreProfile profile;
  private int workers;

  EngineVirtualFixture() {
    this(StoreProfile.WITH_AGES);
  }

  /** Over a store that tells as much as this; of how it fails scenarios decide. */
  EngineVirtualFixture(StoreProfile profile) {
    this.profile = profile;
  }

  @Override
  public FlagDefinitionCacheProvider newWorker(WorkerSettings settings) {
    workers++;
    EngineWorker worker =
        new EngineWorker(
            EngineSettings.apply(settings, InMemoryFlagCache.builder(backend)),
            new ProfiledStore(backend.store(settings.serviceKey()), profile),
            "worker-" + workers,
            time,
            event -> {});
    return new CallersThreadProvider(time) {
      @Override
      boolean shouldFetch() throws Exception {
        return worker.shouldFetch();
      }

      @Override
      Optional<FlagDefinitionCacheData> get() throws Exception {
        return worker.get();
      }

      @Override
      boolean awaitsFirstDocument() {
        return worker.awaitsFirstPublish();
      }

      @Override
      void received(FlagDefinitionCacheData data) throws Exception {
        worker.received(data);
      }

      @Override
      void close() throws Exception {
        worker.close();
      }
    };
  }

  @Override
  public void advance(Duration duration) {
    time.advance(duration);
  }

  @Override
  public void wipe() {
    backend.wipe();
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

package io.flagcache.kitsupport;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.conformance.WorkerSettings;
import io.flagcache.conformance.simulator.VirtualTimeFixture;
import io.flagcache.core.EngineWorker;
import io.flagcache.core.memory.InMemoryBackend;
import io.flagcache.core.memory.InMemoryFlagCache;
import io.flagcache.core.store.FlagCacheStore;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Workers of flagcache's engine over its in-memory backend, in virtual time. */
public final class EngineVirtualFixture implements VirtualTimeFixture {

  private final VirtualTime time = new VirtualTime();
  private final InMemoryBackend backend = new InMemoryBackend(time);
  private final UnaryOperator<FlagCacheStore> stores;
  private int workers;

  public EngineVirtualFixture() {
    this(UnaryOperator.identity());
  }

  /**
   * Makes workers over what stands between them and the backend.
   *
   * @param stores makes it of a worker's own store
   */
  public EngineVirtualFixture(UnaryOperator<FlagCacheStore> stores) {
    this.stores = stores;
  }

  @Override
  public FlagDefinitionCacheProvider newWorker(WorkerSettings settings) {
    workers++;
    EngineWorker worker =
        new EngineWorker(
            EngineSettings.apply(settings, InMemoryFlagCache.builder(backend)),
            stores.apply(backend.store(settings.serviceKey())),
            "worker-" + workers,
            time,
            event -> {});
    return new CallersThreadProvider(time) {
      @Override
      protected boolean shouldFetch() throws Exception {
        return worker.shouldFetch();
      }

      @Override
      protected Optional<FlagDefinitionCacheData> get() throws Exception {
        return worker.get();
      }

      @Override
      protected boolean awaitsFirstDocument() {
        return worker.awaitsFirstPublish();
      }

      @Override
      protected void received(FlagDefinitionCacheData data) throws Exception {
        worker.received(data);
      }

      @Override
      protected void close() throws Exception {
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

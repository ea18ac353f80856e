package io.flagcache.conformance.reference;

import io.flagcache.Deadline;
import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.conformance.WorkerSettings;
import io.flagcache.conformance.simulator.VirtualTimeFixture;
import io.flagcache.kitsupport.CallersThreadProvider;
import io.flagcache.kitsupport.VirtualTime;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiFunction;

/** Workers of some kind over a {@link ReferenceBackend}, in virtual time. */
final class ReferenceVirtualFixture implements VirtualTimeFixture {

  private final VirtualTime time = new VirtualTime();
  private final ReferenceBackend backend;
  private final BiFunction<ReferenceBackend, WorkerSettings, ? extends FlagDefinitionCacheProvider>
      workers;

  ReferenceVirtualFixture(
      ReferenceBackend backend,
      BiFunction<ReferenceBackend, WorkerSettings, ? extends FlagDefinitionCacheProvider> workers) {
    this.backend = backend;
    this.workers = workers;
    backend.runOn(time);
  }

  @Override
  public FlagDefinitionCacheProvider newWorker(WorkerSettings settings) {
    return new Worker((ReferenceProvider) workers.apply(backend, settings), settings);
  }

  private final class Worker extends CallersThreadProvider {

    private final ReferenceProvider provider;
    private final WorkerSettings settings;
    private Deadline wait;

    Worker(ReferenceProvider provider, WorkerSettings settings) {
      super(time);
      this.provider = provider;
      this.settings = settings;
    }

    @Override
    protected boolean shouldFetch() throws Exception {
      return provider.shouldFetch(deadline());
    }

    @Override
    protected Optional<FlagDefinitionCacheData> get() throws Exception {
      return provider.get(deadline());
    }

    @Override
    protected boolean awaitsFirstDocument() {
      if (provider.awaitsFirst() && wait == null) {
        wait = Deadline.after(provider.coldWait(), time);
      }
      return provider.awaitsFirst() && !wait.hasPassed();
    }

    @Override
    protected void received(FlagDefinitionCacheData data) throws Exception {
      provider.received(data, deadline());
    }

    @Override
    protected void close() throws Exception {
      provider.close(deadline());
    }

    @Override
    protected boolean storesWhenClosed() {
      return provider.storesWhenClosed();
    }

    private Deadline deadline() {
      return Deadline.after(settings.transferDeadline(), time);
    }
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
    backend.cut(true);
  }

  @Override
  public void restoreBackend() {
    backend.cut(false);
  }

  @Override
  public void close() {
    backend.cut(false);
  }
}

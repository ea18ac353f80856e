package io.flagcache.core;

import io.flagcache.Deadline;
import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.core.store.FlagCacheStore;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The engine on a clock of the test's, without the provider's thread and timers. It is in this
 * package, since the engine is not public.
 */
public final class EngineWorker {

  private final FlagCacheSettings settings;
  private final LongSupplier nanoTime;
  private final Engine engine;
  private Lookup lastLookup = Lookup.NOTHING;

  /** Makes a worker over a store that is on the same clock. */
  public EngineWorker(
      FlagCacheBuilder<?> builder,
      FlagCacheStore store,
      String owner,
      LongSupplier nanoTime,
      FlagCacheListener listener) {
    this.settings = builder.settings();
    this.nanoTime = nanoTime;
    this.engine = new Engine(settings, store, owner, nanoTime, listener);
  }

  public boolean shouldFetch() throws Exception {
    Decision decision = engine.poll(deadline(settings.decisionDeadline()));
    if (decision.republishes()) {
      engine.republish(deadline(settings.transferDeadline()));
    }
    return decision.fetches();
  }

  public Optional<FlagDefinitionCacheData> get() throws Exception {
    lastLookup = engine.get(deadline(settings.transferDeadline()));
    return lastLookup.data();
  }

  /** Whether the last read found nothing and is to be tried again. */
  public boolean awaitsFirstPublish() {
    return lastLookup.again();
  }

  public void received(FlagDefinitionCacheData data) throws Exception {
    engine.received(data, deadline(settings.transferDeadline()));
  }

  public void close() throws Exception {
    engine.close(deadline(settings.decisionDeadline()));
  }

  private Deadline deadline(Duration limit) {
    return Deadline.after(limit, nanoTime);
  }
}

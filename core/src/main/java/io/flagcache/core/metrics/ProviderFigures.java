package io.flagcache.core.metrics;

import io.flagcache.core.FlagCacheEvent;
import io.flagcache.core.FlagCacheListener;
import io.flagcache.core.FlagCacheProvider;
import io.flagcache.core.StoreCall;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;

/** Counts what happens to one provider, and passes it on to the registries that are bound. */
final class ProviderFigures implements FlagCacheListener {

  private static final int MOST_EARLY_CALLS = 512;

  private final FlagCacheProvider provider;
  private final Tags tags;
  private final Map<ProviderCount, Long> counts = new EnumMap<>(ProviderCount.class);
  private final Map<MeterRegistry, BoundMeters> bound = new HashMap<>();

  /** A timer takes single calls only, so those before the first binding wait for it. */
  private final Queue<StoreCall> earlyCalls = new ArrayDeque<>();

  private boolean wasBound;

  ProviderFigures(FlagCacheProvider provider, Tags tags) {
    this.provider = provider;
    this.tags = tags;
  }

  void listen() {
    provider.addListener(this);
    countLeadershipBefore();
  }

  /** A provider tells that it leads before {@code isLeader} says so, so none is counted twice. */
  private synchronized void countLeadershipBefore() {
    if (provider.isLeader() && !counts.containsKey(ProviderCount.BECAME)) {
      count(ProviderCount.BECAME);
    }
  }

  @Override
  public synchronized void on(FlagCacheEvent event) {
    ProviderCount.of(event).ifPresent(this::count);
  }

  private void count(ProviderCount what) {
    counts.merge(what, 1L, Long::sum);
    bound.values().forEach(meters -> meters.count(what, 1));
  }

  @Override
  public synchronized void onStoreCall(StoreCall call) {
    bound.values().forEach(meters -> meters.record(call));
    if (!wasBound && earlyCalls.size() < MOST_EARLY_CALLS) {
      earlyCalls.add(call);
    }
  }

  synchronized void bindTo(MeterRegistry registry) {
    if (bound.containsKey(registry)) {
      return;
    }
    BoundMeters meters = new BoundMeters(provider, registry, tags);
    counts.forEach(meters::count);
    earlyCalls.forEach(meters::record);
    earlyCalls.clear();
    wasBound = true;
    bound.put(registry, meters);
  }

  synchronized void close() {
    provider.removeListener(this);
    bound.values().forEach(BoundMeters::remove);
    bound.clear();
  }
}

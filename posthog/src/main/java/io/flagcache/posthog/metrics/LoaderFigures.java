package io.flagcache.posthog.metrics;

import io.flagcache.posthog.LoaderEvent;
import io.flagcache.posthog.LoaderListener;
import io.flagcache.posthog.MonitoredLoader;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.Map;

/** Counts what happens to one loader, and passes it on to the registries that are bound. */
final class LoaderFigures implements LoaderListener {

  private final MonitoredLoader loader;
  private final Tags tags;
  private final Map<LoaderCount, Long> counts = new HashMap<>();
  private final Map<MeterRegistry, BoundLoaderMeters> bound = new HashMap<>();

  LoaderFigures(MonitoredLoader loader, Tags tags) {
    this.loader = loader;
    this.tags = tags;
  }

  void listen() {
    loader.addListener(this);
  }

  @Override
  public synchronized void on(LoaderEvent event) {
    LoaderCount.of(event).ifPresent(this::count);
  }

  private void count(LoaderCount what) {
    counts.merge(what, 1L, Long::sum);
    bound.values().forEach(meters -> meters.count(what, 1));
  }

  synchronized void bindTo(MeterRegistry registry) {
    if (bound.containsKey(registry)) {
      return;
    }
    BoundLoaderMeters meters = new BoundLoaderMeters(loader, registry, tags);
    counts.forEach(meters::count);
    bound.put(registry, meters);
  }

  synchronized void close() {
    loader.removeListener(this);
    bound.values().forEach(BoundLoaderMeters::remove);
    bound.clear();
  }
}

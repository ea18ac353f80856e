package io.flagcache.posthog.metrics;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.posthog.MonitoredLoader;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** The meters of one loader in one registry. Gauges refer to the loader weakly. */
final class BoundLoaderMeters {

  private final MonitoredLoader loader;
  private final MeterRegistry registry;
  private final Tags tags;
  private final Set<Meter> meters = new HashSet<>();

  BoundLoaderMeters(MonitoredLoader loader, MeterRegistry registry, Tags tags) {
    this.loader = loader;
    this.registry = registry;
    this.tags = tags;
    LoaderCount.expected().forEach(what -> count(what, 0));
    bindState();
  }

  private void bindState() {
    meters.add(
        FunctionCounter.builder("flagcache.loader.changes", loader, live -> live.status().changes())
            .description("How often the document was replaced by a different one")
            .tags(tags)
            .register(registry));
    age(
        "flagcache.loader.confirmed.age",
        "Time since API or cache last said that the document is the present one",
        live -> live.status().sinceConfirmed().map(BoundLoaderMeters::seconds).orElse(Double.NaN));
    age(
        "flagcache.loader.backoff",
        "How much longer no request is sent, since the API told to come back later",
        live -> live.status().backOff().map(BoundLoaderMeters::seconds).orElse(0.0));
    meters.add(
        Gauge.builder("flagcache.loader.flags", loader, BoundLoaderMeters::flags)
            .description("Flags in the document")
            .tags(tags)
            .register(registry));
  }

  private void age(String name, String description, ToDoubleFunction<MonitoredLoader> seconds) {
    meters.add(
        TimeGauge.builder(name, loader, TimeUnit.SECONDS, seconds)
            .description(description)
            .tags(tags)
            .register(registry));
  }

  private static double flags(MonitoredLoader loader) {
    return loader
        .definitions()
        .map(FlagDefinitionCacheData::flags)
        .map(flags -> flags.size())
        .orElse(0);
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  void count(LoaderCount what, double times) {
    Counter counter = what.register(registry, tags);
    meters.add(counter);
    counter.increment(times);
  }

  void remove() {
    meters.forEach(registry::remove);
  }
}

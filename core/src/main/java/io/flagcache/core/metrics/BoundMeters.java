package io.flagcache.core.metrics;

import io.flagcache.core.FlagCacheProvider;
import io.flagcache.core.StoreCall;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** The meters of one provider in one registry. Gauges refer to the provider weakly. */
final class BoundMeters {

  private final FlagCacheProvider provider;
  private final MeterRegistry registry;
  private final Tags tags;
  private final Map<ProviderCount, Counter> counters = new EnumMap<>(ProviderCount.class);
  private final Set<Meter> meters = new HashSet<>();

  BoundMeters(FlagCacheProvider provider, MeterRegistry registry, Tags tags) {
    this.provider = provider;
    this.registry = registry;
    this.tags = tags;
    for (ProviderCount what : ProviderCount.values()) {
      counters.put(what, what.register(registry, tags));
    }
    meters.addAll(counters.values());
    age(
        "flagcache.definitions.age",
        "Since the definitions in memory were received from the API",
        live -> live.definitionsAge().map(BoundMeters::seconds).orElse(Double.NaN));
    age(
        "flagcache.backend.answer.age",
        "Since the backend last answered this worker",
        live -> seconds(live.sinceBackendAnswered()));
    gauge("flagcache.leader", "1 if this worker leads", live -> live.isLeader() ? 1 : 0);
    gauge(
        "flagcache.backend.up",
        "0 during an outage of the backend",
        unlessShutDown(live -> live.isInOutage() ? 0 : 1));
  }

  private void age(String name, String description, ToDoubleFunction<FlagCacheProvider> seconds) {
    meters.add(
        TimeGauge.builder(name, provider, TimeUnit.SECONDS, unlessShutDown(seconds))
            .description(description)
            .tags(tags)
            .register(registry));
  }

  private void gauge(String name, String description, ToDoubleFunction<FlagCacheProvider> value) {
    meters.add(
        Gauge.builder(name, provider, value)
            .description(description)
            .tags(tags)
            .register(registry));
  }

  private static ToDoubleFunction<FlagCacheProvider> unlessShutDown(
      ToDoubleFunction<FlagCacheProvider> value) {
    return provider -> provider.isShutDown() ? Double.NaN : value.applyAsDouble(provider);
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  void count(ProviderCount what, double times) {
    Objects.requireNonNull(counters.get(what)).increment(times);
  }

  void record(StoreCall call) {
    Timer timer =
        Timer.builder("flagcache.store.calls")
            .description("Calls of the backend")
            .tags(tags)
            .tag("operation", call.operation().name().toLowerCase(Locale.ROOT))
            .tag("outcome", call.failed() ? "failure" : "success")
            .register(registry);
    meters.add(timer);
    timer.record(call.took());
  }

  void remove() {
    meters.forEach(registry::remove);
  }
}

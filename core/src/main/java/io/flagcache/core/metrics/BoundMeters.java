package io.flagcache.core.metrics;

import io.flagcache.core.FlagCacheEvent;
import io.flagcache.core.FlagCacheListener;
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
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** The meters of one provider in one registry. Gauges refer to the provider weakly. */
final class BoundMeters implements FlagCacheListener {

  private final FlagCacheProvider provider;
  private final MeterRegistry registry;
  private final Tags tags;
  private final Set<Meter> meters = ConcurrentHashMap.newKeySet();
  private volatile boolean heardBecame;
  private final Counter became;
  private final Counter lost;
  private final Counter resigned;
  private final Counter published;
  private final Counter republished;
  private final Counter refused;
  private final Counter unreadable;

  BoundMeters(FlagCacheProvider provider, MeterRegistry registry, Tags tags) {
    this.provider = provider;
    this.registry = registry;
    this.tags = tags;
    became = leaderChanges("became");
    lost = leaderChanges("lost");
    resigned = leaderChanges("resigned");
    published = publishes("published");
    republished = publishes("republished");
    refused = publishes("refused");
    unreadable =
        counter(
            "flagcache.entries.unreadable", "Entries that were treated as absent", Tags.empty());
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
    provider.addListener(this);
    countLeadershipBefore();
  }

  /** A provider tells that it leads before {@code isLeader} says so, so none is counted twice. */
  private void countLeadershipBefore() {
    if (provider.isLeader() && !heardBecame) {
      became.increment();
    }
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

  private Counter leaderChanges(String change) {
    return counter(
        "flagcache.leader.changes",
        "How often this worker's leadership changed",
        Tags.of("change", change));
  }

  private Counter publishes(String outcome) {
    return counter(
        "flagcache.publishes", "Documents handed to the store", Tags.of("outcome", outcome));
  }

  private Counter counter(String name, String description, Tags own) {
    Counter counter =
        Counter.builder(name).description(description).tags(tags.and(own)).register(registry);
    meters.add(counter);
    return counter;
  }

  @Override
  public void on(FlagCacheEvent event) {
    if (event instanceof FlagCacheEvent.BecameLeader) {
      heardBecame = true;
      became.increment();
    } else if (event instanceof FlagCacheEvent.LostLeadership) {
      lost.increment();
    } else if (event instanceof FlagCacheEvent.Resigned) {
      resigned.increment();
    } else if (event instanceof FlagCacheEvent.Published) {
      published.increment();
    } else if (event instanceof FlagCacheEvent.Republished) {
      republished.increment();
    } else if (event instanceof FlagCacheEvent.PublishRefused) {
      refused.increment();
    } else if (event instanceof FlagCacheEvent.EntryUnreadable) {
      unreadable.increment();
    }
  }

  @Override
  public void onStoreCall(StoreCall call) {
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
    provider.removeListener(this);
    meters.forEach(registry::remove);
  }
}

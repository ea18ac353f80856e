package io.flagcache.posthog.metrics;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.posthog.CacheCall;
import io.flagcache.posthog.LoaderEvent;
import io.flagcache.posthog.LoaderListener;
import io.flagcache.posthog.MonitoredLoader;
import io.flagcache.posthog.PollOutcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** The meters of one loader in one registry. Gauges refer to the loader weakly. */
final class BoundLoaderMeters implements LoaderListener {

  private static final int OK = 200;
  private static final int NOT_MODIFIED = 304;

  private final MonitoredLoader loader;
  private final MeterRegistry registry;
  private final Tags tags;
  private final Set<Meter> meters = ConcurrentHashMap.newKeySet();

  BoundLoaderMeters(MonitoredLoader loader, MeterRegistry registry, Tags tags) {
    this.loader = loader;
    this.registry = registry;
    this.tags = tags;
    // What has not happened yet is shown as 0.
    for (PollOutcome outcome : PollOutcome.values()) {
      polls(outcome);
    }
    for (CacheCall call : CacheCall.values()) {
      cacheFailures(call);
    }
    requests(OptionalInt.of(OK), true);
    requests(OptionalInt.of(NOT_MODIFIED), true);
    requests(OptionalInt.empty(), false);
    steppedAside();
    sdkFetches();
    bindState();
    loader.addListener(this);
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

  @Override
  public void on(LoaderEvent event) {
    if (event instanceof LoaderEvent.Polled polled) {
      polls(polled.result().outcome()).increment();
    } else if (event instanceof LoaderEvent.RequestEnded request) {
      requests(request.status(), request.usable()).increment();
    } else if (event instanceof LoaderEvent.CacheFailed failed) {
      cacheFailures(failed.call()).increment();
    } else if (event instanceof LoaderEvent.SteppedAside) {
      steppedAside().increment();
    } else if (event instanceof LoaderEvent.SdkFetched) {
      sdkFetches().increment();
    }
  }

  private Counter polls(PollOutcome outcome) {
    return counter("flagcache.loader.polls", "Polls that ended", Tags.of("outcome", text(outcome)));
  }

  private Counter requests(OptionalInt status, boolean usable) {
    String result =
        !usable
            ? "failed"
            : status.equals(OptionalInt.of(NOT_MODIFIED)) ? "not_modified" : "document";
    String shown = status.isPresent() ? Integer.toString(status.getAsInt()) : "none";
    return counter(
        "flagcache.loader.api.requests",
        "Requests sent to the API",
        Tags.of("result", result, "status", shown));
  }

  private Counter cacheFailures(CacheCall call) {
    return counter(
        "flagcache.loader.cache.failures",
        "Lasting failures of the cache, each counted once",
        Tags.of("call", call.name().toLowerCase(Locale.ROOT)));
  }

  private Counter steppedAside() {
    return counter(
        "flagcache.loader.stepped.aside",
        "How often the worker gave up leading, since the API gave it nothing",
        Tags.empty());
  }

  private Counter sdkFetches() {
    return counter(
        "flagcache.loader.sdk.fetches",
        "Documents that the SDK fetched by itself and handed over",
        Tags.empty());
  }

  private static String text(PollOutcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT);
  }

  /** A registry gives the same counter for the same name and tags. */
  private Counter counter(String name, String description, Tags own) {
    Counter counter =
        Counter.builder(name).description(description).tags(tags.and(own)).register(registry);
    meters.add(counter);
    return counter;
  }

  void remove() {
    loader.removeListener(this);
    meters.forEach(registry::remove);
  }
}

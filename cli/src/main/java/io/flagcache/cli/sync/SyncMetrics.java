package io.flagcache.cli.sync;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.posthog.CacheCall;
import io.flagcache.posthog.DefinitionLoader;
import io.flagcache.posthog.LoaderEvent;
import io.flagcache.posthog.LoaderListener;
import io.flagcache.posthog.LoaderStatus;
import io.flagcache.posthog.PollOutcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The meters of a loader. Counts what it hears, and asks the loader for the rest. */
final class SyncMetrics implements LoaderListener {

  private enum ApiResult {
    DOCUMENT,
    NOT_MODIFIED,
    FAILED
  }

  private final MeterRegistry registry;
  private final Map<PollOutcome, Counter> polls = new EnumMap<>(PollOutcome.class);
  private final Map<ApiResult, Counter> requests = new EnumMap<>(ApiResult.class);
  private final Map<CacheCall, Counter> cacheFailures = new EnumMap<>(CacheCall.class);
  private long requestsBefore;

  SyncMetrics(MeterRegistry registry) {
    this.registry = registry;
    for (PollOutcome outcome : PollOutcome.values()) {
      polls.put(outcome, counter("flagcache.loader.polls", "Polls that ended", outcome));
    }
    for (ApiResult result : ApiResult.values()) {
      requests.put(
          result, counter("flagcache.loader.api.requests", "Requests sent to the API", result));
    }
    for (CacheCall call : CacheCall.values()) {
      cacheFailures.put(
          call,
          counter(
              "flagcache.loader.cache.failures",
              "Lasting failures of the cache, each counted once",
              call));
    }
  }

  private Counter counter(String name, String description, Enum<?> value) {
    String tag =
        value instanceof PollOutcome ? "outcome" : value instanceof CacheCall ? "call" : "result";
    return Counter.builder(name)
        .description(description)
        .tag(tag, value.name().toLowerCase(Locale.ROOT))
        .register(registry);
  }

  /** Adds the meters that ask the loader. */
  void watch(DefinitionLoader loader) {
    MeterBinder binder =
        target -> {
          FunctionCounter.builder(
                  "flagcache.loader.changes", loader, watched -> watched.status().changes())
              .description("How often the document was replaced by a different one")
              .register(target);
          TimeGauge.builder(
                  "flagcache.loader.confirmed.age",
                  loader,
                  TimeUnit.NANOSECONDS,
                  watched ->
                      watched
                          .status()
                          .sinceConfirmed()
                          .map(age -> (double) age.toNanos())
                          .orElse(Double.NaN))
              .description("Time since API or cache last said that the document is the present one")
              .register(target);
          Gauge.builder(
                  "flagcache.loader.flags",
                  loader,
                  watched ->
                      watched
                          .definitions()
                          .map(FlagDefinitionCacheData::flags)
                          .map(flags -> flags.size())
                          .orElse(0))
              .description("Flags in the document")
              .register(target);
        };
    binder.bindTo(registry);
  }

  @Override
  public void on(LoaderEvent event) {
    if (event instanceof LoaderEvent.CacheFailed failed) {
      count(cacheFailures, failed.call());
    } else if (event instanceof LoaderEvent.Polled polled) {
      PollOutcome outcome = polled.result().outcome();
      count(polls, outcome);
      LoaderStatus status = polled.status();
      if (status.apiRequests() > requestsBefore) {
        count(requests, resultOf(outcome));
      }
      requestsBefore = status.apiRequests();
    }
  }

  private static ApiResult resultOf(PollOutcome outcome) {
    return switch (outcome) {
      case FETCHED -> ApiResult.DOCUMENT;
      case NOT_MODIFIED -> ApiResult.NOT_MODIFIED;
      default -> ApiResult.FAILED;
    };
  }

  private static <K> void count(Map<K, Counter> counters, K key) {
    Counter counter = counters.get(key);
    if (counter != null) {
      counter.increment();
    }
  }
}

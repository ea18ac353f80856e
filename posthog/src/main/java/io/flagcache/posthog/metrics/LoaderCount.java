package io.flagcache.posthog.metrics;

import io.flagcache.posthog.CacheCall;
import io.flagcache.posthog.LoaderEvent;
import io.flagcache.posthog.PollOutcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** What is counted of a loader. */
record LoaderCount(String name, String description, Tags tags) {

  private static final int OK = 200;
  private static final int NOT_MODIFIED = 304;

  /** What is shown as 0 before it has happened. */
  static Stream<LoaderCount> expected() {
    return Stream.of(
            Arrays.stream(PollOutcome.values()).map(LoaderCount::polls),
            Arrays.stream(CacheCall.values()).map(LoaderCount::cacheFailures),
            Stream.of(
                requests(OptionalInt.of(OK), true),
                requests(OptionalInt.of(NOT_MODIFIED), true),
                requests(OptionalInt.empty(), false),
                steppedAside(),
                sdkFetches()))
        .flatMap(counts -> counts);
  }

  static Optional<LoaderCount> of(LoaderEvent event) {
    if (event instanceof LoaderEvent.Polled polled) {
      return Optional.of(polls(polled.result().outcome()));
    } else if (event instanceof LoaderEvent.RequestEnded request) {
      return Optional.of(requests(request.status(), request.usable()));
    } else if (event instanceof LoaderEvent.CacheFailed failed) {
      return Optional.of(cacheFailures(failed.call()));
    } else if (event instanceof LoaderEvent.SteppedAside) {
      return Optional.of(steppedAside());
    } else if (event instanceof LoaderEvent.SdkFetched) {
      return Optional.of(sdkFetches());
    }
    return Optional.empty();
  }

  private static LoaderCount polls(PollOutcome outcome) {
    return new LoaderCount(
        "flagcache.loader.polls", "Polls that ended", Tags.of("outcome", word(outcome)));
  }

  private static LoaderCount requests(OptionalInt status, boolean usable) {
    String result =
        !usable
            ? "failed"
            : status.equals(OptionalInt.of(NOT_MODIFIED)) ? "not_modified" : "document";
    String shown = status.isPresent() ? Integer.toString(status.getAsInt()) : "none";
    return new LoaderCount(
        "flagcache.loader.api.requests",
        "Requests sent to the API",
        Tags.of("result", result, "status", shown));
  }

  private static LoaderCount cacheFailures(CacheCall call) {
    return new LoaderCount(
        "flagcache.loader.cache.failures",
        "Lasting failures of the cache, each counted once",
        Tags.of("call", word(call)));
  }

  private static LoaderCount steppedAside() {
    return new LoaderCount(
        "flagcache.loader.stepped.aside",
        "How often the worker gave up leading, since the API gave it nothing",
        Tags.empty());
  }

  private static LoaderCount sdkFetches() {
    return new LoaderCount(
        "flagcache.loader.sdk.fetches",
        "Documents that the SDK fetched by itself and handed over",
        Tags.empty());
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** A registry gives the same counter for the same name and tags. */
  Counter register(MeterRegistry registry, Tags common) {
    return Counter.builder(name).description(description).tags(common.and(tags)).register(registry);
  }
}

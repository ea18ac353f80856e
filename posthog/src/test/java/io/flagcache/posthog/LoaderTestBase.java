package io.flagcache.posthog;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.core.FlagDefinitionJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;

/** One loader between a scripted API and a scripted cache, on a clock that the test moves. */
abstract class LoaderTestBase {

  static final String KEY = "phs_topSecretKey0123456789";
  static final String A = json("a");
  static final String B = json("b");

  final ScriptedApi api = new ScriptedApi();
  final ScriptedProvider cache = new ScriptedProvider();
  final List<LoaderEvent> events = new CopyOnWriteArrayList<>();
  final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000_000_000L);
  private final List<DefinitionLoader> loaders = new CopyOnWriteArrayList<>();
  private final List<FetchingProvider> providers = new CopyOnWriteArrayList<>();

  @AfterEach
  void closeAll() {
    loaders.forEach(DefinitionLoader::close);
    providers.forEach(FetchingProvider::shutdown);
    api.close();
  }

  /** Talks to the API, without a cache. */
  DefinitionLoaderBuilder direct() {
    return DefinitionLoader.builder()
        .host(api.uri())
        .projectToken("phc_token")
        .secretKey(KEY)
        .nanoTime(nanos::get)
        .listener(events::add);
  }

  DefinitionLoaderBuilder shared() {
    return direct().cache(cache);
  }

  DefinitionLoader built(DefinitionLoaderBuilder builder) {
    DefinitionLoader loader = builder.build();
    loaders.add(loader);
    return loader;
  }

  /** Fetches for itself, on the scripted cache; without jitter. */
  FetchingProvider.Builder fetching() {
    return reading().projectToken("phc_token").secretKey(KEY);
  }

  /** As {@link #fetching()}, without access to the API. */
  FetchingProvider.Builder reading() {
    return FetchingProvider.builder()
        .host(api.uri())
        .cache(cache)
        .nanoTime(nanos::get)
        .random(() -> 0)
        .listener(events::add);
  }

  FetchingProvider built(FetchingProvider.Builder builder) {
    FetchingProvider provider = builder.build();
    providers.add(provider);
    return provider;
  }

  void advance(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  <E extends LoaderEvent> List<E> events(Class<E> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }

  static FlagDefinitionCacheData data(String json) {
    return FlagDefinitionJson.parse(json.getBytes(StandardCharsets.UTF_8));
  }

  static String json(String flag) {
    return "{\"flags\":[{\"key\":\""
        + flag
        + "\",\"active\":true}],\"group_type_mapping\":{},\"cohorts\":{}}";
  }

  static byte[] fixture(String name) {
    try (InputStream in = LoaderTestBase.class.getResourceAsStream("/fixtures/" + name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Stream<String> fixtureNames() {
    return Stream.of(
        "captured-response.json",
        "cohort-in-cohort.json",
        "dependency-chain.json",
        "early-exit.json",
        "group-properties.json",
        "malformed-dependency.json",
        "maximal-flag.raw.json",
        "mixed-targeting.json",
        "multivariate.json",
        "nested-cohorts.json",
        "rules-v2.json",
        "static-cohort.json",
        "unicode.json",
        "unknown-metadata.raw.json");
  }

  static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}

package io.flagcache.core.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.core.FlagCacheProvider;
import io.flagcache.core.memory.InMemoryBackend;
import io.flagcache.core.memory.InMemoryFlagCache;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FlagCacheMetricsTest {

  private static final FlagDefinitionCacheData ONE = version(1);

  private final InMemoryBackend backend = new InMemoryBackend();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final List<FlagCacheProvider> opened = new ArrayList<>();

  private static FlagDefinitionCacheData version(int version) {
    return FlagDefinitionCacheData.of(Map.of("flags", List.of(Map.of("version", version))));
  }

  private FlagCacheProvider worker(String name) {
    return worker(name, Duration.ofMinutes(5), Duration.ofSeconds(9));
  }

  private FlagCacheProvider worker(String name, Duration lease, Duration deadline) {
    FlagCacheProvider provider =
        InMemoryFlagCache.builder(backend)
            .serviceKey("fleet")
            .pollInterval(Duration.ofMillis(100))
            .lease(lease)
            .decisionDeadline(deadline)
            .transferDeadline(deadline)
            .build();
    opened.add(provider);
    new FlagCacheMetrics(provider, Tags.of("worker", name)).bindTo(registry);
    return provider;
  }

  @AfterEach
  void shutDown() {
    backend.restore();
    opened.forEach(provider -> provider.shutdown().join());
  }

  private double gauge(String name, String worker) {
    return registry.get(name).tags("service.key", "fleet", "worker", worker).gauge().value();
  }

  private double count(String name, String worker, String tag, String value) {
    return registry.get(name).tags("worker", worker, tag, value).counter().count();
  }

  private long calls(String worker, String operation, String outcome) {
    return registry.find("flagcache.store.calls").timers().stream()
        .filter(timer -> worker.equals(timer.getId().getTag("worker")))
        .filter(timer -> operation.equals(timer.getId().getTag("operation")))
        .filter(timer -> outcome.equals(timer.getId().getTag("outcome")))
        .mapToLong(io.micrometer.core.instrument.Timer::count)
        .sum();
  }

  private static void fails(CompletableFuture<?> stage) {
    assertThat(stage.handle((value, failure) -> failure != null).join()).isTrue();
  }

  @Test
  void aLeaderShowsWhatItDoes() {
    FlagCacheProvider leader = worker("a");
    assertThat(gauge("flagcache.leader", "a")).isZero();
    assertThat(gauge("flagcache.definitions.age", "a")).isNaN();

    leader.shouldFetchFlagDefinitions().join();
    leader.onFlagDefinitionsReceived(ONE).join();

    assertThat(gauge("flagcache.leader", "a")).isEqualTo(1);
    assertThat(gauge("flagcache.backend.up", "a")).isEqualTo(1);
    assertThat(gauge("flagcache.definitions.age", "a")).isBetween(0.0, 10.0);
    assertThat(gauge("flagcache.backend.answer.age", "a")).isBetween(0.0, 10.0);
    assertThat(count("flagcache.leader.changes", "a", "change", "became")).isEqualTo(1);
    assertThat(count("flagcache.publishes", "a", "outcome", "published")).isEqualTo(1);
    await().until(() -> calls("a", "publish", "success") == 1);
    assertThat(calls("a", "acquire_or_renew", "success")).isEqualTo(1);
    assertThat(registry.find("flagcache.store.calls").tag("outcome", "failure").timers()).isEmpty();
  }

  @Test
  void aLeaderThatIsBoundLateHasBecomeOne() {
    FlagCacheProvider leader =
        InMemoryFlagCache.builder(backend).serviceKey("fleet").lease(Duration.ofMinutes(5)).build();
    opened.add(leader);
    leader.shouldFetchFlagDefinitions().join();
    new FlagCacheMetrics(leader, Tags.of("worker", "late")).bindTo(registry);
    leader.shouldFetchFlagDefinitions().join();

    assertThat(gauge("flagcache.leader", "late")).isEqualTo(1);
    assertThat(count("flagcache.leader.changes", "late", "change", "became")).isEqualTo(1);
  }

  @Test
  void aRegistryThatIsBoundLateIsGivenWhatWasCountedBefore() {
    FlagCacheProvider leader =
        InMemoryFlagCache.builder(backend).serviceKey("fleet").lease(Duration.ofMinutes(5)).build();
    opened.add(leader);
    FlagCacheMetrics metrics = new FlagCacheMetrics(leader, Tags.of("worker", "late"));
    leader.shouldFetchFlagDefinitions().join();
    leader.onFlagDefinitionsReceived(ONE).join();
    await().until(() -> leader.definitionsAge().isPresent());

    metrics.bindTo(registry);
    metrics.bindTo(registry);
    leader.onFlagDefinitionsReceived(version(2)).join();

    assertThat(count("flagcache.leader.changes", "late", "change", "became")).isEqualTo(1);
    assertThat(count("flagcache.publishes", "late", "outcome", "published")).isEqualTo(2);
    await().until(() -> calls("late", "publish", "success") == 2);
    assertThat(calls("late", "acquire_or_renew", "success")).isEqualTo(1);
  }

  @Test
  void aSecondRegistryIsGivenTheCountsAsWell() {
    FlagCacheProvider leader =
        InMemoryFlagCache.builder(backend).serviceKey("fleet").lease(Duration.ofMinutes(5)).build();
    opened.add(leader);
    FlagCacheMetrics metrics = new FlagCacheMetrics(leader, Tags.of("worker", "two"));
    metrics.bindTo(new SimpleMeterRegistry());
    leader.shouldFetchFlagDefinitions().join();

    metrics.bindTo(registry);

    assertThat(count("flagcache.leader.changes", "two", "change", "became")).isEqualTo(1);
  }

  @Test
  void aLeaderThatStopsAskingIsNoLongerShownAsOneAndIsRefused() {
    Duration lease = Duration.ofSeconds(1);
    FlagCacheProvider silent = worker("a", lease, Duration.ofSeconds(9));
    FlagCacheProvider next = worker("b", lease, Duration.ofSeconds(9));
    silent.shouldFetchFlagDefinitions().join();
    silent.onFlagDefinitionsReceived(ONE).join();
    next.shouldFetchFlagDefinitions().join();

    await().until(() -> gauge("flagcache.leader", "a") == 0);
    await().until(() -> next.shouldFetchFlagDefinitions().join());
    silent.onFlagDefinitionsReceived(version(2)).join();

    await()
        .until(
            () -> next.shouldFetchFlagDefinitions().join() && gauge("flagcache.leader", "b") == 1);
    assertThat(count("flagcache.publishes", "a", "outcome", "refused")).isEqualTo(1);
    assertThat(count("flagcache.leader.changes", "a", "change", "lost")).isEqualTo(1);
  }

  @Test
  void aFlushedBackendShowsAsRepublishedAlone() {
    FlagCacheProvider leader = worker("a");
    leader.shouldFetchFlagDefinitions().join();
    leader.onFlagDefinitionsReceived(ONE).join();
    backend.wipe();

    leader.shouldFetchFlagDefinitions().join();

    await().until(() -> count("flagcache.publishes", "a", "outcome", "republished") == 1);
    assertThat(count("flagcache.publishes", "a", "outcome", "published")).isEqualTo(1);
  }

  @Test
  void aLeaderWithNothingToPublishShowsAsResigned() {
    FlagCacheProvider leader = worker("a");
    for (int poll = 0; poll < 3; poll++) {
      leader.shouldFetchFlagDefinitions().join();
    }
    assertThat(count("flagcache.leader.changes", "a", "change", "resigned")).isEqualTo(1);
    assertThat(gauge("flagcache.leader", "a")).isZero();
  }

  @Test
  void aDamagedEntryIsCountedOnce() {
    FlagCacheProvider leader = worker("a");
    leader.shouldFetchFlagDefinitions().join();
    leader.onFlagDefinitionsReceived(ONE).join();
    backend.damage("fleet", new byte[10]);
    FlagCacheProvider follower = worker("b");

    follower.getFlagDefinitions().join();
    follower.getFlagDefinitions().join();

    assertThat(registry.get("flagcache.entries.unreadable").tag("worker", "b").counter().count())
        .isEqualTo(1);
  }

  @Test
  void anOutageShowsWhetherTheBackendRefusesOrHangs() {
    FlagCacheProvider worker = worker("a", Duration.ofMinutes(5), Duration.ofSeconds(3));
    worker.shouldFetchFlagDefinitions().join();
    backend.cut();
    fails(worker.shouldFetchFlagDefinitions());
    await().until(() -> calls("a", "acquire_or_renew", "failure") == 2);
    assertThat(gauge("flagcache.backend.up", "a")).isZero();

    backend.hang();
    fails(worker.shouldFetchFlagDefinitions());
    await().until(() -> calls("a", "acquire_or_renew", "failure") >= 3);
    assertThat(gauge("flagcache.backend.answer.age", "a")).isGreaterThan(0.2);
    assertThat(
            registry
                .get("flagcache.store.calls")
                .tag("outcome", "failure")
                .timer()
                .max(java.util.concurrent.TimeUnit.MILLISECONDS))
        .isGreaterThan(200);

    backend.restore();
    await().until(() -> !worker.shouldFetchFlagDefinitions().isCompletedExceptionally());
    await().until(() -> gauge("flagcache.backend.up", "a") == 1);
  }

  @Test
  void afterTheShutdownNothingLooksLikeAFault() {
    FlagCacheProvider worker = worker("a");
    worker.shouldFetchFlagDefinitions().join();
    worker.onFlagDefinitionsReceived(ONE).join();

    worker.shutdown().join();

    assertThat(gauge("flagcache.leader", "a")).isZero();
    assertThat(gauge("flagcache.definitions.age", "a")).isNaN();
    assertThat(gauge("flagcache.backend.answer.age", "a")).isNaN();
    assertThat(gauge("flagcache.backend.up", "a")).isNaN();
  }

  @Test
  void closingRemovesTheMetersAndStopsListening() {
    FlagCacheProvider kept = worker("kept");
    FlagCacheProvider provider = InMemoryFlagCache.builder(backend).serviceKey("other").build();
    opened.add(provider);
    FlagCacheMetrics metrics = new FlagCacheMetrics(provider);
    metrics.bindTo(registry);
    metrics.bindTo(registry);
    provider.shouldFetchFlagDefinitions().join();
    kept.shouldFetchFlagDefinitions().join();
    assertThat(
            registry
                .get("flagcache.leader.changes")
                .tags("service.key", "other", "change", "became")
                .counter()
                .count())
        .isEqualTo(1);

    metrics.close();
    provider.shouldFetchFlagDefinitions().join();
    provider.inspect().join();

    assertThat(registry.find("flagcache.leader").tag("service.key", "other").gauge()).isNull();
    assertThat(registry.getMeters())
        .isNotEmpty()
        .allSatisfy(meter -> assertThat(meter.getId().getTag("service.key")).isEqualTo("fleet"));
  }
}

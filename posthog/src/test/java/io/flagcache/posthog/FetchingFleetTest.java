package io.flagcache.posthog;

import static io.flagcache.posthog.ScriptedApi.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.core.FlagCacheProvider;
import io.flagcache.core.FlagDefinitionJson;
import io.flagcache.core.OutagePolicy;
import io.flagcache.core.memory.InMemoryBackend;
import io.flagcache.core.memory.InMemoryFlagCache;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Workers as the JVM SDK drives them, over the real engine, with a key that the SDK cannot use. */
@Timeout(120)
class FetchingFleetTest extends LoaderTestBase {

  private static final int WORKERS = 10;
  private static final Duration POLL = Duration.ofSeconds(30);

  private final InMemoryBackend backend = new InMemoryBackend();
  private final ExecutorService pollers = Executors.newFixedThreadPool(WORKERS);

  @AfterEach
  void stop() {
    backend.restore();
    pollers.shutdownNow();
  }

  private record Worker(FlagCacheProvider engine, FetchingProvider provider, SdkCaller sdk) {

    @Nullable Object loaded() {
      return sdk.loaded();
    }
  }

  private static Map<String, Object> refused() {
    throw new IllegalStateException("HTTP 401 to the SDK, which has no key");
  }

  private InMemoryFlagCache.Builder engine() {
    return InMemoryFlagCache.builder(backend)
        .decisionDeadline(Duration.ofSeconds(9))
        .transferDeadline(Duration.ofSeconds(9));
  }

  private Worker worker(InMemoryFlagCache.Builder engine) {
    return worker(engine, settings -> settings);
  }

  private Worker worker(
      InMemoryFlagCache.Builder engine, UnaryOperator<FetchingProvider.Builder> settings) {
    FlagCacheProvider cache = engine.build();
    FetchingProvider provider =
        built(
            settings.apply(
                fetching()
                    .cache(cache)
                    .decisionDeadline(Duration.ofSeconds(9))
                    .transferDeadline(Duration.ofSeconds(9))));
    return new Worker(
        cache, provider, new SdkCaller(PostHogBridge.of(provider), FetchingFleetTest::refused));
  }

  private List<Worker> fleet(int size) {
    return Stream.generate(() -> worker(engine())).limit(size).toList();
  }

  /** All at once, one poll interval after the last time. */
  private void poll(List<Worker> fleet) {
    advance(POLL);
    List<CompletableFuture<Void>> polls =
        fleet.stream()
            .map(worker -> CompletableFuture.runAsync(worker.sdk()::poll, pollers))
            .toList();
    polls.forEach(CompletableFuture::join);
  }

  private static void assertLoaded(List<Worker> fleet, FlagDefinitionCacheData expected) {
    assertThat(fleet)
        .allSatisfy(worker -> assertThat(worker.loaded()).isEqualTo(expected.document()));
    assertThat(fleet).allSatisfy(worker -> assertThat(worker.sdk().fetches()).isZero());
  }

  /** Whoever asks next leads. */
  private static void endLeadership(Worker worker) {
    worker.engine().revoke(worker.engine().inspect().join().lease().orElseThrow()).join();
  }

  @ParameterizedTest
  @MethodSource("fixtureNames")
  void coldStartOfTenIsOneFetchAndEverybodyServesWhatTheApiSent(String name) {
    api.serve(fixture(name), "\"1\"");
    List<Worker> fleet = fleet(WORKERS);
    poll(fleet);

    assertLoaded(fleet, FlagDefinitionJson.parse(fixture(name)));
    assertThat(api.requests).hasSize(1);
  }

  @Test
  void steadyStateIsOneRequestForEachIntervalAndChangesReachAllAtTheNextPoll() {
    api.serve(A, "\"a\"");
    List<Worker> fleet = fleet(WORKERS);
    for (int interval = 0; interval < 20; interval++) {
      poll(fleet);
    }
    assertThat(api.requests).hasSize(20);
    assertThat(api.documentsSent()).isEqualTo(1);

    api.serve(B, "\"b\"");
    poll(fleet);
    poll(fleet);
    assertLoaded(fleet, data(B));
    assertThat(api.requests).hasSize(22);
  }

  @Test
  void documentThatComesBackAroundAChangeOfLeaderReachesAllWithinTwoPolls() {
    api.serve(A, "\"a\"");
    List<Worker> fleet = fleet(3);
    Worker first = fleet.get(0);
    Worker second = fleet.get(1);
    first.sdk().poll();
    poll(fleet);
    endLeadership(first);
    api.serve(B, "\"b\"");
    advance(POLL);
    second.sdk().poll();
    poll(fleet);
    poll(fleet);
    assertLoaded(fleet, data(B));

    endLeadership(second);
    api.serve(A, "\"a\"");
    advance(POLL);
    first.sdk().poll();
    assertThat(first.engine().isLeader()).isTrue();
    poll(fleet);
    poll(fleet);

    assertLoaded(fleet, data(A));
  }

  @Test
  void underFetchAnOutageOfTheBackendIsSurvivedByFetchesOfEachAndNobodyGoesBack() {
    api.serve(A, "\"a\"");
    List<Worker> fleet = fleet(4);
    poll(fleet);
    poll(fleet);
    backend.cut();
    api.serve(B, "\"b\"");
    int before = api.requests.size();
    poll(fleet);
    assertLoaded(fleet, data(B));
    assertThat(api.requests).hasSize(before + 4);

    backend.restore();
    for (int i = 0; i < 3; i++) {
      poll(fleet);
      assertLoaded(fleet, data(B));
    }
    assertThat(api.requests).hasSize(before + 4 + 3);
    Worker late = worker(engine());
    late.sdk().poll();
    assertLoaded(List.of(late), data(B));
  }

  @Test
  void underHoldAnOutageOfTheBackendIsWaitedFor() {
    api.serve(A, "\"a\"");
    List<Worker> fleet =
        Stream.generate(() -> worker(engine().outagePolicy(OutagePolicy.HOLD))).limit(4).toList();
    poll(fleet);
    poll(fleet);
    backend.cut();
    api.serve(B, "\"b\"");
    int before = api.requests.size();
    poll(fleet);
    assertLoaded(fleet, data(A));
    assertThat(api.requests).hasSize(before);

    backend.restore();
    poll(fleet);
    poll(fleet);
    assertLoaded(fleet, data(B));
    assertThat(api.requests).hasSize(before + 2);
  }

  @Test
  void warmStartNeedsNoApi() {
    api.serve(A, "\"a\"");
    poll(fleet(1));
    api.failsWith(status(503));
    Worker late = worker(engine());
    late.sdk().poll();

    assertLoaded(List.of(late), data(A));
    assertThat(api.requests).hasSize(1);
  }

  /** In real time, since the leases of this backend run out in real time. */
  private Worker quickWorker(UnaryOperator<FetchingProvider.Builder> settings) {
    Duration interval = Duration.ofMillis(50);
    return worker(
        engine().pollInterval(interval).lease(interval.multipliedBy(4)),
        builder -> settings.apply(builder.pollInterval(interval).nanoTime(System::nanoTime)));
  }

  /** Until it is so, these workers poll. */
  private static void pollUntil(Callable<Boolean> condition, Worker... workers) {
    await()
        .atMost(Duration.ofMinutes(1))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(10))
        .until(
            () -> {
              Stream.of(workers).forEach(worker -> worker.sdk().poll());
              return condition.call();
            });
  }

  @Test
  void workerWithAWrongKeyGivesTheLeadershipUp() {
    api.serve(A, "\"a\"");
    api.refuse("phs_wrong");
    Worker right = quickWorker(settings -> settings);
    Worker wrong = quickWorker(settings -> settings.secretKey("phs_wrong"));
    pollUntil(right.engine()::isLeader, right);
    pollUntil(wrong.engine()::isLeader, wrong);
    api.serve(B, "\"b\"");
    pollUntil(() -> !events(LoaderEvent.SteppedAside.class).isEmpty(), wrong);
    assertLoaded(List.of(wrong), data(A));

    pollUntil(right.engine()::isLeader, wrong, right);
    pollUntil(() -> data(B).document().equals(wrong.loaded()), wrong, right);
    assertLoaded(List.of(right, wrong), data(B));
  }

  @Test
  void workerWhosePollerHangsLosesTheLeaseAndReadsOn() {
    api.serve(A, "\"a\"");
    Worker hung = quickWorker(settings -> settings);
    Worker other = quickWorker(settings -> settings);
    pollUntil(hung.engine()::isLeader, hung);
    api.serve(B, "\"b\"");
    pollUntil(
        () -> {
          Optional<FlagDefinitionCacheData> read = hung.provider().getFlagDefinitions().join();
          return other.engine().isLeader() && read.equals(Optional.of(data(B)));
        },
        other);
  }

  @Test
  void impatientSdkOfALeaderWithoutADocumentDoesNotEndItsLeadership() {
    api.failsWith(status(503));
    Worker worker = worker(engine(), settings -> settings.transferDeadline(Duration.ofMillis(50)));
    for (int poll = 1; poll <= 5; poll++) {
      worker.sdk().poll();
    }
    assertThat(api.requests).hasSize(1);
    api.works();
    api.serve(A, "\"a\"");
    advance(POLL);
    worker.sdk().poll();

    assertThat(worker.engine().isLeader()).isTrue();
    assertThat(worker.loaded()).isEqualTo(data(A).document());
  }

  @Test
  void withoutApiAndDefinitionsEachPollOfTheSdkIsOneRequestOfItsOwn() {
    api.failsWith(status(503));
    Worker worker = worker(engine(), settings -> settings.transferDeadline(Duration.ofMillis(300)));
    for (int poll = 1; poll <= 3; poll++) {
      advance(POLL);
      worker.sdk().poll();
      long polls = poll;
      await().until(() -> worker.provider().status().polls() == polls);
      assertThat(worker.sdk().fetches()).isEqualTo(poll);
      assertThat(api.requests).hasSize(poll);
    }
    api.works();
    api.serve(A, "\"a\"");
    advance(POLL);
    worker.sdk().poll();

    assertThat(worker.loaded()).isEqualTo(data(A).document());
    assertThat(worker.sdk().fetches()).isEqualTo(3);
  }
}

package io.flagcache.posthog;

import static io.flagcache.posthog.ScriptedApi.status;
import static io.flagcache.posthog.ScriptedProvider.completed;
import static io.flagcache.posthog.ScriptedProvider.failing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.core.FlagDefinitionJson;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the SDK is told, what the cache is told, and when the API is asked. */
@Timeout(60)
class FetchingProviderTest extends LoaderTestBase {

  private static final Duration POLL = Duration.ofSeconds(30);

  /** Polls as an SDK does, one poll interval after the last one. */
  private Optional<FlagDefinitionCacheData> poll(FetchingProvider provider) {
    advance(POLL);
    assertThat(provider.shouldFetchFlagDefinitions().join()).isFalse();
    return provider.getFlagDefinitions().join();
  }

  @Test
  void electedItFetchesPublishesAndServes() {
    api.serve(A, "\"a\"");
    FetchingProvider provider = built(fetching());

    assertThat(poll(provider)).contains(data(A));
    assertThat(poll(provider)).contains(data(A));
    api.serve(B, "\"b\"");
    assertThat(poll(provider)).contains(data(B));

    assertThat(cache.received).containsExactly(data(A), data(B));
    assertThat(cache.calls).doesNotContain(CacheCall.GET);
    assertThat(api.requests).hasSize(3);
  }

  @ParameterizedTest
  @MethodSource("fixtureNames")
  void servesAndPublishesWhatTheApiSent(String name) {
    api.serve(fixture(name), "\"1\"");
    FlagDefinitionCacheData sent = FlagDefinitionJson.parse(fixture(name));

    assertThat(poll(built(fetching()))).contains(sent);
    assertThat(cache.received).containsExactly(sent);
  }

  @Test
  void notElectedItReads() {
    cache.follows(data(A));
    FetchingProvider provider = built(fetching());

    assertThat(poll(provider)).contains(data(A));

    assertThat(cache.calls).containsExactly(CacheCall.SHOULD_FETCH, CacheCall.GET);
    assertThat(api.requests).isEmpty();
  }

  @Test
  void documentThatComesBackIsNotMissed() {
    api.serve(A, "\"a\"");
    FetchingProvider provider = built(fetching());
    poll(provider);
    cache.follows(data(B));
    assertThat(poll(provider)).contains(data(B));
    cache.leads();

    assertThat(poll(provider)).contains(data(A));
    assertThat(cache.received).containsExactly(data(A), data(A));
  }

  @Test
  void readWithoutAPollReadsTheCacheEachTime() {
    cache.follows(data(A));
    FetchingProvider provider = built(fetching());
    assertThat(provider.getFlagDefinitions().join()).contains(data(A));
    cache.follows(data(B));
    assertThat(provider.getFlagDefinitions().join()).contains(data(B));

    assertThat(cache.calls).containsExactly(CacheCall.GET, CacheCall.GET);
  }

  static Stream<CompletionStage<Optional<FlagDefinitionCacheData>>> nothing() {
    return Stream.of(
        completed(Optional.empty()), CompletableFuture.failedFuture(new Exception("down")));
  }

  @ParameterizedTest
  @MethodSource("nothing")
  void whatIsInMemoryIsServedThoughCacheAndApiHaveNothing(
      CompletionStage<Optional<FlagDefinitionCacheData>> read) {
    cache.follows(data(A));
    FetchingProvider provider = built(fetching());
    poll(provider);
    cache.get = () -> read;
    api.failsWith(status(503));

    assertThat(poll(provider)).contains(data(A));
    assertThat(provider.getFlagDefinitions().join()).contains(data(A));
    cache.shouldFetch = failing("down");
    assertThat(poll(provider)).contains(data(A));
  }

  @Test
  void questionDuringAPollJoinsItAndStagesMayBeCancelled() {
    CompletableFuture<Boolean> decision = new CompletableFuture<>();
    cache.shouldFetch = () -> decision;
    api.serve(A, "\"a\"");
    FetchingProvider provider = built(fetching());
    List<CompletableFuture<Boolean>> questions =
        Stream.generate(provider::shouldFetchFlagDefinitions).limit(5).toList();
    CompletableFuture<Optional<FlagDefinitionCacheData>> cancelled = provider.getFlagDefinitions();
    CompletableFuture<Optional<FlagDefinitionCacheData>> read = provider.getFlagDefinitions();
    cancelled.cancel(true);
    questions.get(0).cancel(true);
    decision.complete(true);

    assertThat(questions.get(4).join()).isFalse();
    assertThat(read.join()).contains(data(A));
    assertThat(cache.calls).containsExactly(CacheCall.SHOULD_FETCH, CacheCall.RECEIVED);
    assertThat(api.requests).hasSize(1);
  }

  /** A leader may have published since that read began. */
  @Test
  void questionDuringAReadIsFollowedByAReadOfItsOwn() {
    CompletableFuture<Optional<FlagDefinitionCacheData>> reading = new CompletableFuture<>();
    cache.follows().get = () -> reading;
    FetchingProvider provider = built(fetching());
    assertThat(provider.shouldFetchFlagDefinitions().join()).isFalse();
    await().until(() -> cache.calls.contains(CacheCall.GET));
    cache.follows(data(B));

    assertThat(provider.shouldFetchFlagDefinitions().join()).isFalse();
    assertThat(provider.shouldFetchFlagDefinitions().join()).isFalse();
    CompletableFuture<Optional<FlagDefinitionCacheData>> read = provider.getFlagDefinitions();
    reading.complete(Optional.of(data(A)));

    assertThat(read.join()).contains(data(B));
    assertThat(cache.calls).containsExactly(CacheCall.SHOULD_FETCH, CacheCall.GET, CacheCall.GET);
  }

  @Test
  void interruptedCallerEndsNobodysPoll() {
    api.serve(A, "\"a\"");
    FetchingProvider provider = built(fetching());
    Thread.currentThread().interrupt();
    CompletableFuture<Boolean> decision = provider.shouldFetchFlagDefinitions();
    CompletableFuture<Optional<FlagDefinitionCacheData>> read = provider.getFlagDefinitions();
    assertThat(Thread.interrupted()).isTrue();

    assertThat(decision.join()).isFalse();
    assertThat(read.join()).contains(data(A));
  }

  @Test
  void apiIsAskedTwiceInAPollIntervalAtMost() {
    api.serve(A, "\"a\"");
    FetchingProvider provider = built(fetching());
    poll(provider);
    api.serve(B, "\"b\"");
    advance(POLL.dividedBy(2).minusNanos(1));
    for (int i = 0; i < 3; i++) {
      provider.shouldFetchFlagDefinitions().join();
      assertThat(provider.getFlagDefinitions().join()).contains(data(A));
    }
    assertThat(api.requests).hasSize(1);
    assertThat(provider.status().lastOutcome()).contains(PollOutcome.NOT_DUE);
    advance(Duration.ofNanos(1));
    provider.shouldFetchFlagDefinitions().join();

    assertThat(provider.getFlagDefinitions().join()).contains(data(B));
  }

  @Test
  void backendOutOfReachMeansAFetchOfItsOwnAtARandomMomentWhichTheCacheIsTold() {
    cache.follows(data(A));
    // A second of the four that it may wait, half of the transfer deadline.
    FetchingProvider provider = built(fetching().random(() -> 0.25));
    poll(provider);
    api.serve(B, "\"b\"");
    cache.shouldFetch = failing("down");
    advance(POLL);
    long start = System.nanoTime();
    provider.shouldFetchFlagDefinitions().join();

    assertThat(provider.getFlagDefinitions().join()).contains(data(B));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(990));
    assertThat(cache.received).containsExactly(data(B));
  }

  @Test
  void whoeverIsFirstFillsAnEmptyCacheForTheOthers() {
    cache.followsEmptyCache();
    cache.get =
        () ->
            completed(
                cache.calls.stream().filter(CacheCall.GET::equals).count() > 1
                    ? Optional.of(data(A))
                    : Optional.empty());

    assertThat(poll(built(fetching()))).contains(data(A));
    assertThat(api.requests).isEmpty();
  }

  @Test
  void documentThatTheCacheDidNotTakeIsOfferedAgain() {
    api.serve(A, "\"a\"");
    FetchingProvider provider = built(fetching());
    cache.onReceived = failing("down");
    poll(provider);
    cache.onReceived = () -> completed(null);
    poll(provider);
    poll(provider);

    assertThat(cache.received).containsExactly(data(A), data(A));
    assertThat(api.documentsSent()).isEqualTo(1);
  }

  @Test
  void whatTheSdkFetchedByItselfIsAnEventAndGoesNowhere() {
    cache.followsEmptyCache();
    FetchingProvider provider = built(fetching());

    provider.onFlagDefinitionsReceived(data(B)).join();

    await().until(() -> events.contains(new LoaderEvent.SdkFetched()));
    assertThat(cache.calls).isEmpty();
    assertThat(provider.definitions()).isEmpty();
  }

  @Test
  void withoutAKeyItOnlyReads() {
    cache.get = () -> completed(Optional.of(data(A)));
    FetchingProvider reader = built(reading());

    assertThat(poll(reader)).contains(data(A));
    cache.get = failing("down");
    assertThat(poll(reader)).contains(data(A));

    assertThat(cache.calls).containsOnly(CacheCall.GET);
    assertThat(api.requests).isEmpty();
    assertThat(reader).hasToString("FetchingProvider[read-only]");
  }

  @Test
  void waitsForTheFirstDefinitionsWhoeverBringsThem() {
    api.failsWith(status(503));
    cache.followsEmptyCache();
    FetchingProvider provider = built(fetching());
    advance(POLL);
    assertThat(provider.shouldFetchFlagDefinitions().join()).isFalse();
    CompletableFuture<Optional<FlagDefinitionCacheData>> read = provider.getFlagDefinitions();
    await().until(() -> cache.calls.stream().filter(CacheCall.GET::equals).count() > 3);
    assertThat(read).isNotDone();
    cache.follows(data(A));

    assertThat(read.join()).contains(data(A));
    assertThat(api.requests).hasSize(1);
    assertThat(provider.status().lastError().orElseThrow()).contains("HTTP 503");
  }

  @Test
  void worksOverAProviderThatThrows() {
    cache.shouldFetch =
        () -> {
          throw new IllegalStateException("thrown");
        };
    api.serve(A, "\"a\"");
    FetchingProvider provider = built(fetching());

    assertThat(poll(provider)).contains(data(A));
    assertThat(events(LoaderEvent.CacheFailed.class)).hasSize(1);
  }
}

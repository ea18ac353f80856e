package io.flagcache.posthog;

import static io.flagcache.posthog.ScriptedProvider.completed;
import static io.flagcache.posthog.ScriptedProvider.failing;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flagcache.FlagDefinitionCacheData;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever API and backend do, stages complete in time; how it ends. */
@Timeout(60)
class FetchingDeadlinesTest extends LoaderTestBase {

  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

  private FetchingProvider.Builder impatient() {
    return fetching()
        .decisionDeadline(Duration.ofMillis(200))
        .transferDeadline(Duration.ofMillis(400));
  }

  @Test
  void readWaitsForAFetchUnderWay() {
    CountDownLatch answered = new CountDownLatch(1);
    api.script(
        exchange -> {
          awaitUninterrupted(answered);
          ScriptedApi.body(A).send(exchange);
        });
    FetchingProvider provider = built(fetching());
    assertThat(provider.shouldFetchFlagDefinitions().join()).isFalse();
    CompletableFuture<Optional<FlagDefinitionCacheData>> read = provider.getFlagDefinitions();
    await().until(() -> api.requests.size() == 1);
    assertThat(read).isNotDone();
    answered.countDown();

    assertThat(read.join()).contains(data(A));
    assertThat(cache.received).containsExactly(data(A));
  }

  @Test
  void hangingApiHoldsNobodyUp() {
    api.serve(A, "\"a\"");
    FetchingProvider provider = built(impatient());
    provider.shouldFetchFlagDefinitions().join();
    provider.getFlagDefinitions().join();
    advance(Duration.ofSeconds(30));
    api.failsWith(api.hang());

    assertThat(provider.shouldFetchFlagDefinitions()).succeedsWithin(10, SECONDS).isEqualTo(false);
    assertThat(provider.getFlagDefinitions())
        .succeedsWithin(10, SECONDS)
        .isEqualTo(Optional.of(data(A)));
    // The poll is still under way.
    assertThat(provider.shouldFetchFlagDefinitions()).succeedsWithin(10, SECONDS).isEqualTo(false);
    assertThat(provider.status().polls()).isEqualTo(1);
  }

  @Test
  void hangingApiAndNothingLoadedIsNoneInTheEnd() {
    api.failsWith(api.hang());
    FetchingProvider provider = built(impatient());
    provider.shouldFetchFlagDefinitions().join();

    assertThat(provider.getFlagDefinitions())
        .succeedsWithin(10, SECONDS)
        .isEqualTo(Optional.empty());
  }

  @Test
  void providerThatHangsOrBlocksHoldsNobodyUp() {
    CountDownLatch end = new CountDownLatch(1);
    cache.shouldFetch = CompletableFuture::new;
    cache.get =
        () -> {
          awaitUninterrupted(end);
          return completed(Optional.empty());
        };
    FetchingProvider hanging = built(impatient());
    assertThat(hanging.shouldFetchFlagDefinitions()).succeedsWithin(10, SECONDS).isEqualTo(false);

    FetchingProvider blocked = built(impatient());
    assertThat(blocked.getFlagDefinitions())
        .succeedsWithin(10, SECONDS)
        .isEqualTo(Optional.empty());
    assertThat(blocked.shouldFetchFlagDefinitions()).succeedsWithin(10, SECONDS).isEqualTo(false);
    assertThat(blocked.shutdown()).failsWithin(10, SECONDS);
    end.countDown();
  }

  @Test
  void shutdownEndsAFetchAndReleasesTheLease() {
    api.script(api.hang());
    FetchingProvider provider = built(fetching().requestTimeout(Duration.ofMinutes(5)));
    provider.shouldFetchFlagDefinitions().join();
    CompletableFuture<Optional<FlagDefinitionCacheData>> read = provider.getFlagDefinitions();
    await().until(() -> api.requests.size() == 1);

    provider.shutdown().join();
    provider.shutdown().join();

    assertThat(read.join()).isEmpty();
    assertThat(cache.calls).containsExactly(CacheCall.SHOULD_FETCH, CacheCall.SHUTDOWN);
    assertThat(events(LoaderEvent.ApiFailed.class)).isEmpty();
  }

  @Test
  void afterTheShutdownNothingIsAskedAndNothingFails() {
    api.serve(A, "\"a\"");
    FetchingProvider provider = built(fetching());
    provider.shouldFetchFlagDefinitions().join();
    provider.getFlagDefinitions().join();
    provider.shutdown().join();
    cache.calls.clear();
    advance(Duration.ofSeconds(30));

    assertThat(provider.shouldFetchFlagDefinitions().join()).isFalse();
    assertThat(provider.getFlagDefinitions().join()).isEmpty();
    provider.onFlagDefinitionsReceived(data(B)).join();

    assertThat(cache.calls).isEmpty();
    assertThat(api.requests).hasSize(1);
    assertThat(provider.definitions()).contains(data(A));
  }

  @Test
  void shutdownThatFailsOrHangsSaysSoInItsStage() {
    cache.onShutdown = failing("down");
    assertThat(built(fetching()).shutdown())
        .failsWithin(10, SECONDS)
        .withThrowableThat()
        .havingRootCause()
        .withMessageContaining("its lease ends by itself");

    cache.onShutdown = CompletableFuture::new;
    assertThat(built(impatient()).shutdown())
        .failsWithin(10, SECONDS)
        .withThrowableThat()
        .havingRootCause()
        .isInstanceOf(TimeoutException.class);
  }

  @Test
  void idleProviderKeepsNoThreadAfterItsShutdown() {
    FetchingProvider provider =
        built(fetching().listener(event -> threads.add(Thread.currentThread())));
    provider.shouldFetchFlagDefinitions().join();
    provider.getFlagDefinitions().join();
    assertThat(threads).singleElement().satisfies(thread -> assertThat(thread.isDaemon()).isTrue());
    provider.shutdown().join();

    await().until(() -> threads.stream().noneMatch(Thread::isAlive));
  }
}

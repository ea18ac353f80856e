package io.flagcache.posthog;

import static io.flagcache.posthog.ScriptedApi.status;
import static io.flagcache.posthog.ScriptedProvider.failing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import io.flagcache.FlagDefinitionCacheData;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What PostHog's specification of a flag definition loader asks of each SDK, in nine scenarios;
 * here of our own loader.
 */
@Timeout(60)
class LoaderScenariosTest extends LoaderTestBase {

  @Test
  void fetchedDefinitionsAreServedWithoutAFurtherRequest() {
    api.serve(A, "\"a\"");
    DefinitionLoader loader = built(direct());
    loader.poll();

    assertThat(loader.definitions()).contains(data(A));
    assertThat(loader.definitions()).contains(data(A));
    assertThat(api.requests).hasSize(1);
    assertThat(loader.status().sinceConfirmed()).contains(Duration.ZERO);
  }

  @Test
  void definitionsAreKeptWhenALaterFetchFails() {
    api.serve(A, "\"a\"");
    DefinitionLoader loader = built(direct());
    loader.poll();
    api.failsWith(status(503));
    loader.poll();

    assertThat(loader.definitions()).contains(data(A));
    assertThat(events(LoaderEvent.ApiFailed.class)).hasSize(1);
  }

  @Test
  void startedLoaderFetchesAgainAfterEachPollInterval() {
    Duration interval = Duration.ofMillis(100);
    List<Long> ends = new CopyOnWriteArrayList<>();
    DefinitionLoader loader =
        built(direct().pollInterval(interval).listener(event -> ends.add(System.nanoTime())));
    loader.start();

    await().until(() -> api.requests.size() >= 3);
    assertThat(System.nanoTime() - ends.get(0)).isGreaterThan(interval.toNanos());
  }

  @Test
  void definitionsOfTheProviderAreUsedInsteadOfAFetch() {
    cache.follows(data(A));
    DefinitionLoader loader = built(shared());
    loader.poll();

    assertThat(loader.definitions()).contains(data(A));
    assertThat(api.requests).isEmpty();
  }

  @Test
  void definitionsThatTheProviderBringsLaterAreWaitedFor() {
    CompletableFuture<Boolean> decision = new CompletableFuture<>();
    CompletableFuture<Optional<FlagDefinitionCacheData>> read = new CompletableFuture<>();
    cache.shouldFetch = () -> decision;
    cache.get = () -> read;
    DefinitionLoader loader = built(shared());
    CompletableFuture<PollResult> poll = CompletableFuture.supplyAsync(loader::poll);
    await().until(() -> cache.calls.contains(CacheCall.SHOULD_FETCH));
    decision.complete(false);
    await().until(() -> cache.calls.contains(CacheCall.GET));
    read.complete(Optional.of(data(A)));
    poll.join();

    assertThat(loader.definitions()).contains(data(A));
    assertThat(api.requests).isEmpty();
  }

  @Test
  void definitionsOfAFetchAreGivenToTheProvider() {
    api.serve(A, "\"a\"");
    cache.leads();
    DefinitionLoader loader = built(shared());
    loader.poll();

    assertThat(loader.definitions()).contains(data(A));
    assertThat(cache.received).containsExactly(data(A));
  }

  @Test
  void failingReadOfTheProviderTakesNothingAway() {
    cache.follows(data(A));
    DefinitionLoader loader = built(shared());
    loader.poll();
    cache.get = failing("down");
    api.failsWith(status(503));
    loader.poll();

    assertThat(loader.definitions()).contains(data(A));
    assertThat(failedCalls()).containsExactly(CacheCall.GET);
  }

  /** Which the specification leaves open. */
  @Test
  void failingReadOfTheProviderLeadsToAFetch() {
    api.serve(B, "\"b\"");
    cache.follows(data(A));
    DefinitionLoader loader = built(shared());
    loader.poll();
    cache.get = failing("down");
    loader.poll();

    assertThat(loader.definitions()).contains(data(B));
  }

  @Test
  void failingDecisionOfTheProviderLeadsToAFetch() {
    api.serve(A, "\"a\"");
    cache.shouldFetch = failing("down");
    DefinitionLoader loader = built(shared());
    loader.poll();

    assertThat(api.requests).hasSize(1);
    assertThat(loader.definitions()).contains(data(A));
    assertThat(failedCalls()).containsExactly(CacheCall.SHOULD_FETCH);
  }

  @Test
  void failingShutdownOfTheProviderIsContained() {
    cache.onShutdown = failing("down");
    DefinitionLoader loader = built(shared());

    assertThatCode(loader::close).doesNotThrowAnyException();
    assertThat(cache.calls).containsExactly(CacheCall.SHUTDOWN);
    assertThat(failedCalls()).containsExactly(CacheCall.SHUTDOWN);
  }

  private List<CacheCall> failedCalls() {
    return events(LoaderEvent.CacheFailed.class).stream()
        .map(LoaderEvent.CacheFailed::call)
        .toList();
  }
}

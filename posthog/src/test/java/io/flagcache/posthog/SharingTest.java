package io.flagcache.posthog;

import static io.flagcache.posthog.ScriptedApi.status;
import static io.flagcache.posthog.ScriptedProvider.failing;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who is asked, in which order, and what the ETag belongs to. */
class SharingTest extends LoaderTestBase {

  @Test
  void leaderFetchesServesAndHandsOver() {
    api.serve(A, "\"a\"");
    DefinitionLoader loader = built(shared());

    PollResult result = loader.poll();

    assertThat(result)
        .isEqualTo(new PollResult(Optional.of(Decision.LEAD), PollOutcome.FETCHED, true));
    assertThat(loader.definitions()).contains(data(A));
    assertThat(cache.received).containsExactly(data(A));
    assertThat(cache.calls).containsExactly(CacheCall.SHOULD_FETCH, CacheCall.RECEIVED);
  }

  @Test
  void requestIsTheOneOfTheSdks() {
    built(shared()).poll();

    ScriptedApi.Request request = api.requests.get(0);
    assertThat(request.uri()).isEqualTo("/flags/definitions?token=phc_token&send_cohorts");
    assertThat(request.header("Authorization")).isEqualTo("Bearer " + KEY);
    assertThat(request.header("Accept-Encoding")).isEqualTo("gzip");
    assertThat(request.header("If-None-Match")).isNull();
  }

  @Test
  void nothingIsToldToTheCacheOnNotModified() {
    api.serve(A, "W/\"a\"");
    DefinitionLoader loader = built(shared());
    loader.poll();
    cache.calls.clear();

    assertThat(loader.poll())
        .isEqualTo(new PollResult(Optional.of(Decision.LEAD), PollOutcome.NOT_MODIFIED, false));

    assertThat(api.lastIfNoneMatch()).isEqualTo("W/\"a\"");
    assertThat(cache.calls).containsExactly(CacheCall.SHOULD_FETCH);
    assertThat(loader.status().notModified()).isEqualTo(1);
    assertThat(loader.status().apiRequests()).isEqualTo(2);
  }

  @Test
  void followerReadsAndSendsNoRequest() {
    cache.follows(data(A));
    DefinitionLoader loader = built(shared());

    assertThat(loader.poll())
        .isEqualTo(new PollResult(Optional.of(Decision.FOLLOW), PollOutcome.READ, true));
    assertThat(loader.poll().changed()).isFalse();

    assertThat(loader.definitions()).contains(data(A));
    assertThat(api.requests).isEmpty();
    assertThat(cache.received).isEmpty();
    assertThat(loader.status().changes()).isEqualTo(1);
  }

  @Test
  void documentThatComesBackIsNotMissed() {
    api.serve(A, "\"a\"");
    DefinitionLoader loader = built(shared());
    loader.poll();
    cache.follows(data(B));
    loader.poll();
    assertThat(loader.definitions()).contains(data(B));

    cache.leads();
    assertThat(loader.poll().outcome()).isEqualTo(PollOutcome.FETCHED);

    assertThat(api.lastIfNoneMatch()).isNull();
    assertThat(loader.definitions()).contains(data(A));
    assertThat(cache.received).containsExactly(data(A), data(A));
  }

  @Test
  void etagIsKeptWhileTheCacheHasItsDocument() {
    api.serve(A, "\"a\"");
    DefinitionLoader loader = built(shared());
    loader.poll();
    cache.follows(data(A));
    loader.poll();

    cache.leads();
    assertThat(loader.poll().outcome()).isEqualTo(PollOutcome.NOT_MODIFIED);
  }

  @Test
  void emptyCacheWithNothingLoadedIsAnEmergency() {
    api.serve(A, "\"a\"");
    cache.followsEmptyCache();
    DefinitionLoader loader = built(shared());

    assertThat(loader.poll())
        .isEqualTo(new PollResult(Optional.of(Decision.FOLLOW), PollOutcome.FETCHED, true));

    assertThat(cache.calls)
        .containsExactly(CacheCall.SHOULD_FETCH, CacheCall.GET, CacheCall.RECEIVED);
  }

  @Test
  void emptyCacheWithSomethingLoadedIsNot() {
    cache.follows(data(A));
    DefinitionLoader loader = built(shared());
    loader.poll();
    cache.followsEmptyCache();

    assertThat(loader.poll().outcome()).isEqualTo(PollOutcome.CACHE_EMPTY);

    assertThat(api.requests).isEmpty();
    assertThat(loader.definitions()).contains(data(A));
  }

  @Test
  void leaderWithADocumentThatTheCacheNeverHadFetchesItAgain() {
    api.serve(A, "\"a\"");
    cache.followsEmptyCache();
    DefinitionLoader loader = built(shared());
    loader.poll();

    cache.leads();
    assertThat(loader.poll().outcome()).isEqualTo(PollOutcome.FETCHED);
    assertThat(api.lastIfNoneMatch()).isNull();
    assertThat(cache.received).hasSize(2);

    assertThat(loader.poll().outcome()).isEqualTo(PollOutcome.NOT_MODIFIED);
    assertThat(loader.status().changes()).isEqualTo(1);
  }

  @Test
  void leaderWithADocumentThatTheCacheHasGotSinceDoesNot() {
    api.serve(A, "\"a\"");
    cache.followsEmptyCache();
    DefinitionLoader loader = built(shared());
    loader.poll();
    cache.follows(data(A));
    loader.poll();

    cache.leads();
    assertThat(loader.poll().outcome()).isEqualTo(PollOutcome.NOT_MODIFIED);
  }

  @Test
  void newLeaderFetchesUnconditionallyUntilItHasSucceeded() {
    api.serve(A, "\"a\"");
    cache.followsEmptyCache();
    DefinitionLoader loader = built(shared());
    loader.poll();

    cache.leads();
    api.script(status(503));
    loader.poll();
    loader.poll();

    assertThat(api.lastIfNoneMatch()).isNull();
    assertThat(cache.received).hasSize(2);
  }

  @Test
  void leaderWhoseHandOverFailsDoesNotPayForTheDocumentAtEachPoll() {
    api.serve(A, "\"a\"");
    cache.onReceived = failing("too long");
    DefinitionLoader loader = built(shared());
    loader.poll();

    assertThat(loader.poll().outcome()).isEqualTo(PollOutcome.NOT_MODIFIED);

    assertThat(events(LoaderEvent.CacheFailed.class)).hasSize(1);
    assertThat(loader.definitions()).contains(data(A));
  }

  @Test
  void leaderWithoutFlagsReadsTheCacheWhileTheApiIsDown() {
    api.script(status(503), status(503));
    cache.get = () -> ScriptedProvider.completed(Optional.of(data(A)));
    DefinitionLoader loader = built(shared());

    assertThat(loader.poll().outcome()).isEqualTo(PollOutcome.READ);
    assertThat(loader.definitions()).contains(data(A));

    cache.calls.clear();
    assertThat(loader.poll().outcome()).isEqualTo(PollOutcome.FAILED);
    assertThat(cache.calls).containsExactly(CacheCall.SHOULD_FETCH);
  }

  @Test
  void withoutCacheEachPollAsksTheApi() {
    api.serve(A, "\"a\"");
    DefinitionLoader loader = built(direct());

    assertThat(loader.poll())
        .isEqualTo(new PollResult(Optional.empty(), PollOutcome.FETCHED, true));
    assertThat(loader.poll().outcome()).isEqualTo(PollOutcome.NOT_MODIFIED);
    api.serve(B, "\"b\"");
    assertThat(loader.poll().changed()).isTrue();

    assertThat(loader.definitions()).contains(data(B));
  }

  @Test
  void readOnlyLoaderOnlyReads() {
    DefinitionLoader loader =
        built(DefinitionLoader.builder().readOnly().cache(cache).listener(events::add));
    assertThat(loader.poll().outcome()).isEqualTo(PollOutcome.CACHE_EMPTY);
    cache.get = failing("down");
    assertThat(loader.poll().outcome()).isEqualTo(PollOutcome.FAILED);
    cache.follows(data(A));

    assertThat(loader.poll()).isEqualTo(new PollResult(Optional.empty(), PollOutcome.READ, true));

    assertThat(cache.calls).containsOnly(CacheCall.GET);
    assertThat(loader.definitions()).contains(data(A));
  }

  @Test
  void statusTellsSourceAndAges() {
    api.serve(A, "\"a\"");
    DefinitionLoader loader = built(shared());
    assertThat(loader.status().source()).isEqualTo(DefinitionSource.NONE);
    assertThat(loader.status().sinceReceived()).isEmpty();

    loader.poll();
    advance(Duration.ofSeconds(30));
    loader.poll();
    advance(Duration.ofSeconds(7));

    LoaderStatus status = loader.status();
    assertThat(status.source()).isEqualTo(DefinitionSource.API);
    assertThat(status.sinceReceived()).contains(Duration.ofSeconds(37));
    assertThat(status.sinceConfirmed()).contains(Duration.ofSeconds(7));
    assertThat(status.lastDecision()).contains(Decision.LEAD);
    assertThat(status.lastOutcome()).contains(PollOutcome.NOT_MODIFIED);

    cache.follows(data(A));
    loader.poll();
    assertThat(loader.status().source()).isEqualTo(DefinitionSource.CACHE);
    assertThat(loader.status().sinceReceived()).contains(Duration.ofSeconds(37));
    assertThat(loader.status().polls()).isEqualTo(3);
  }

  @Test
  void eventsTellEachPollAndEachChange() {
    api.serve(A, "\"a\"");
    DefinitionLoader loader = built(shared());
    loader.poll();
    cache.follows(data(B));
    loader.poll();

    assertThat(events(LoaderEvent.DefinitionsChanged.class))
        .containsExactly(
            new LoaderEvent.DefinitionsChanged(
                DefinitionSource.NONE, DefinitionSource.API, data(A)),
            new LoaderEvent.DefinitionsChanged(
                DefinitionSource.API, DefinitionSource.CACHE, data(B)));
    LoaderEvent.Polled last = events(LoaderEvent.Polled.class).get(1);
    assertThat(last.definitions()).contains(data(B));
    assertThat(last.status()).isEqualTo(loader.status());
    assertThat(last.result().outcome()).isEqualTo(PollOutcome.READ);
  }
}

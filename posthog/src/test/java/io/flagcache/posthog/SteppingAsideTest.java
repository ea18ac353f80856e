package io.flagcache.posthog;

import static io.flagcache.posthog.ScriptedApi.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.core.memory.InMemoryBackend;
import io.flagcache.core.memory.InMemoryFlagCache;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A leader whose access to the API does not work lets the lease run out. */
class SteppingAsideTest extends LoaderTestBase {

  private static final Duration POLL = Duration.ofSeconds(30);

  /** A lease of three polls, and two for another worker to take it. */
  private static final Duration PAUSE = POLL.multipliedBy(5);

  private PollResult pollAfter(Duration pause, DefinitionLoader loader) {
    advance(pause);
    return loader.poll();
  }

  private DefinitionLoader steppedAside() {
    DefinitionLoader loader = built(shared());
    for (int i = 0; i < 3; i++) {
      pollAfter(POLL, loader);
    }
    assertThat(events).contains(new LoaderEvent.SteppedAside(PAUSE));
    cache.calls.clear();
    return loader;
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 402, 403, 429, 503})
  void leaderThatTheApiGivesNothingForThreePollsDoesNotAskForALease(int status) {
    api.failsWith(status(status));
    DefinitionLoader loader = built(shared());
    pollAfter(POLL, loader);
    pollAfter(POLL, loader);
    assertThat(events(LoaderEvent.SteppedAside.class)).isEmpty();
    assertThat(pollAfter(POLL, loader).decision()).contains(Decision.LEAD);
    assertThat(events(LoaderEvent.SteppedAside.class)).hasSize(1);

    cache.calls.clear();
    cache.get = () -> ScriptedProvider.completed(Optional.of(data(A)));
    PollResult aside = pollAfter(PAUSE.minusNanos(1), loader);
    assertThat(aside.decision()).isEmpty();
    assertThat(aside.outcome()).isEqualTo(PollOutcome.READ);
    assertThat(cache.calls).containsExactly(CacheCall.GET);

    assertThat(pollAfter(Duration.ofNanos(1), loader).decision()).contains(Decision.LEAD);
  }

  @Test
  void goesOnAskingTheApiAndLeadsAgainWhenThatAnswers() {
    api.failsWith(status(503));
    DefinitionLoader loader = steppedAside();
    assertThat(pollAfter(POLL, loader).outcome()).isEqualTo(PollOutcome.FAILED);
    api.works();
    api.serve(A, "\"a\"");
    assertThat(pollAfter(POLL, loader).outcome()).isEqualTo(PollOutcome.FETCHED);
    // If nobody has led since, the backend takes it.
    assertThat(cache.received).containsExactly(data(A));

    assertThat(pollAfter(POLL, loader).decision()).contains(Decision.LEAD);
  }

  @Test
  void documentOfTheNextLeaderIsReadMeanwhile() {
    api.failsWith(status(503));
    DefinitionLoader loader = steppedAside();
    cache.follows(data(B));

    assertThat(pollAfter(POLL, loader).outcome()).isEqualTo(PollOutcome.READ);
    assertThat(loader.definitions()).contains(data(B));
  }

  @Test
  void failuresOfAFollowerAndShortOnesOfALeaderDoNotCount() {
    DefinitionLoader loader = built(shared());
    api.failsWith(status(503));
    pollAfter(POLL, loader);
    pollAfter(POLL, loader);
    cache.followsEmptyCache();
    pollAfter(POLL, loader);
    cache.leads();
    pollAfter(POLL, loader);
    pollAfter(POLL, loader);
    api.works();
    pollAfter(POLL, loader);
    api.failsWith(status(503));
    pollAfter(POLL, loader);
    pollAfter(POLL, loader);

    assertThat(events(LoaderEvent.SteppedAside.class)).isEmpty();
  }

  @Test
  void loaderWithoutACacheHasNothingToStepAsideFrom() {
    api.failsWith(status(503));
    DefinitionLoader loader = built(direct());
    for (int i = 0; i < 6; i++) {
      pollAfter(POLL, loader);
    }
    assertThat(api.requests).hasSize(6);
    assertThat(events(LoaderEvent.SteppedAside.class)).isEmpty();
  }

  @Test
  void pauseIsLongerThanTheLeaseOfTheProvider() {
    api.serve(A, "\"a\"");
    FlagDefinitionCacheProvider engine =
        InMemoryFlagCache.builder(new InMemoryBackend()).lease(Duration.ofMinutes(7)).build();
    DefinitionLoader loader = built(direct().cache(engine));
    loader.poll();
    api.failsWith(status(503));
    for (int i = 0; i < 3; i++) {
      pollAfter(POLL, loader);
    }

    assertThat(events).contains(new LoaderEvent.SteppedAside(Duration.ofMinutes(8)));
  }
}

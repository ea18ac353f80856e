package io.flagcache.posthog;

import static io.flagcache.posthog.ScriptedProvider.completed;
import static io.flagcache.posthog.ScriptedProvider.failing;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A cache that breaks the contract, or fails as it may. */
class CacheFailureTest extends LoaderTestBase {

  static Stream<Named<Supplier<CompletionStage<?>>>> failures() {
    return Stream.of(
        named("failed stage", () -> CompletableFuture.failedFuture(new Exception("down"))),
        named("cancelled stage", CacheFailureTest::cancelled),
        named("null answer", () -> completed(null)),
        named("no stage", () -> null),
        named(
            "thrown",
            () -> {
              throw new IllegalStateException("thrown");
            }),
        named(
            "thrown cancellation",
            () -> {
              throw new CancellationException("thrown");
            }),
        named(
            "missing class",
            () -> {
              throw new NoClassDefFoundError("driver");
            }));
  }

  private static Named<Supplier<CompletionStage<?>>> named(
      String name, Supplier<CompletionStage<?>> failure) {
    return Named.of(name, failure);
  }

  private static CompletionStage<?> cancelled() {
    CompletableFuture<?> stage = new CompletableFuture<>();
    stage.cancel(true);
    return stage;
  }

  @SuppressWarnings("unchecked")
  private static <T> Supplier<CompletionStage<T>> as(Supplier<CompletionStage<?>> failure) {
    return () -> (CompletionStage<T>) failure.get();
  }

  @ParameterizedTest
  @MethodSource("failures")
  void failedDecisionMeansFetch(Supplier<CompletionStage<?>> failure) {
    api.serve(A, "\"a\"");
    cache.shouldFetch = as(failure);
    DefinitionLoader loader = built(shared());

    PollResult result = loader.poll();

    assertThat(result.decision()).contains(Decision.FAILED);
    assertThat(result.outcome()).isEqualTo(PollOutcome.FETCHED);
    assertThat(cache.received).containsExactly(data(A));
    assertThat(events(LoaderEvent.CacheFailed.class)).hasSize(1);
    assertThat(loader.status().lastError()).isPresent();
  }

  @ParameterizedTest
  @MethodSource("failures")
  void failedReadMeansFetch(Supplier<CompletionStage<?>> failure) {
    api.serve(B, "\"b\"");
    cache.follows(data(A));
    DefinitionLoader loader = built(shared());
    loader.poll();
    cache.get = as(failure);

    assertThat(loader.poll().outcome()).isEqualTo(PollOutcome.FETCHED);

    assertThat(loader.definitions()).contains(data(B));
    assertThat(cache.received).containsExactly(data(B));
  }

  @Test
  void failedReadAndFailedApiKeepWhatIsServed() {
    cache.follows(data(A));
    DefinitionLoader loader = built(shared());
    loader.poll();
    cache.get = failing("down");
    api.script(ScriptedApi.status(500));

    assertThat(loader.poll().outcome()).isEqualTo(PollOutcome.FAILED);

    assertThat(loader.definitions()).contains(data(A));
  }

  @Test
  void stageThatDoesNotCompleteIsCancelledAndMeansFetch() {
    CompletableFuture<Boolean> stuck = new CompletableFuture<>();
    cache.shouldFetch = () -> stuck;
    DefinitionLoader loader = built(shared().stageLimit(Duration.ofMillis(50)));

    PollResult result = loader.poll();

    assertThat(result.decision()).contains(Decision.FAILED);
    assertThat(result.outcome()).isEqualTo(PollOutcome.FETCHED);
    assertThat(stuck).isCancelled();
    assertThat(events(LoaderEvent.CacheFailed.class).get(0).cause())
        .isInstanceOf(TimeoutException.class);
  }

  @Test
  void lastingFailureIsReportedOnceAndItsEndToo() {
    DefinitionLoader loader = built(shared());
    cache.shouldFetch = failing("down");
    loader.poll();
    loader.poll();
    cache.leads();
    loader.poll();
    loader.poll();
    cache.shouldFetch = failing("down again");
    loader.poll();

    List<LoaderEvent> reported =
        events.stream()
            .filter(
                event ->
                    event instanceof LoaderEvent.CacheFailed
                        || event instanceof LoaderEvent.CacheRecovered)
            .toList();
    assertThat(reported)
        .hasSize(3)
        .element(1)
        .isEqualTo(new LoaderEvent.CacheRecovered(CacheCall.SHOULD_FETCH));
    assertThat(((LoaderEvent.CacheFailed) reported.get(0)).cause()).hasMessage("down");
    assertThat(((LoaderEvent.CacheFailed) reported.get(2)).cause()).hasMessage("down again");
  }

  @Test
  void failedHandOverLeavesTheFlagsInUse() {
    api.serve(A, "\"a\"");
    cache.onReceived = failing("too long");
    DefinitionLoader loader = built(shared());

    assertThat(loader.poll().outcome()).isEqualTo(PollOutcome.FETCHED);

    assertThat(loader.definitions()).contains(data(A));
    assertThat(events(LoaderEvent.CacheFailed.class).get(0).call()).isEqualTo(CacheCall.RECEIVED);
  }

  @Test
  void failingListenerHasNoEffect() {
    api.serve(A, "\"a\"");
    DefinitionLoader loader =
        built(
            shared()
                .listener(
                    event -> {
                      throw new AssertionError("listener");
                    }));

    assertThat(loader.poll().outcome()).isEqualTo(PollOutcome.FETCHED);
    assertThat(loader.poll().outcome()).isEqualTo(PollOutcome.NOT_MODIFIED);
  }
}

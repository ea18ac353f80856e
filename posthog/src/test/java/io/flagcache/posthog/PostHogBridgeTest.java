package io.flagcache.posthog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** One bridge over a provider that does what the test says. */
@Timeout(120)
final class PostHogBridgeTest {

  private static final Duration SHORT = Duration.ofSeconds(1);
  private static final Map<String, Object> DOCUMENT = Map.of("flags", List.of());

  private final ScriptedProvider provider = new ScriptedProvider();
  private final PostHogBridge bridge = PostHogBridge.of(provider);
  private final CountDownLatch unblocked = new CountDownLatch(1);

  @AfterEach
  void unblock() {
    unblocked.countDown();
  }

  @Test
  void passesDecisionsOn() throws Exception {
    assertThat(done(bridge.shouldFetchFlagDefinitions())).isTrue();
    provider.follows();
    assertThat(done(bridge.shouldFetchFlagDefinitions())).isFalse();
  }

  @Test
  void readsNullWhereThereIsNoDocument() throws Exception {
    provider.followsEmptyCache();
    assertThat(done(bridge.getFlagDefinitions())).isNull();
  }

  @Test
  void keepsNumbersNullsUnicodeAndUnknownMembers() throws Exception {
    Map<String, Object> document = new HashMap<>();
    document.put("flags", List.of(Map.of("key", "\ud83e\udd94")));
    document.put("integer", 7);
    document.put("long", 9_007_199_254_740_993L);
    document.put("big", new BigInteger("123456789012345678901234567890"));
    document.put("decimal", new BigDecimal("0.10"));
    document.put("nothing", null);
    done(bridge.onFlagDefinitionsReceived(document));
    provider.follows(provider.received.get(0));

    assertThat(done(bridge.getFlagDefinitions())).isEqualTo(document);
  }

  @Test
  void copiesBeforeItReturns() throws Exception {
    List<Object> flags = new ArrayList<>(List.of(new HashMap<>(Map.of("key", "a"))));
    Map<String, Object> document = new HashMap<>(Map.of("flags", flags));
    CountDownLatch gone = new CountDownLatch(1);
    provider.onReceived =
        () -> {
          gone.countDown();
          return ScriptedProvider.completed(null);
        };
    CompletionStage<Void> stage = bridge.onFlagDefinitionsReceived(document);
    flags.clear();
    document.clear();
    done(stage);

    assertThat(gone.await(1, TimeUnit.SECONDS)).isTrue();
    assertThat(provider.received.get(0).flags()).containsExactly(Map.of("key", "a"));
  }

  static Stream<Map<String, Object>> noDocuments() {
    return Stream.of(
        Map.of(),
        Map.of("cohorts", Map.of()),
        Map.of("flags", "none"),
        Map.of("flags", List.of(Double.NaN)),
        Map.of("flags", List.of(new Object())));
  }

  @ParameterizedTest
  @MethodSource("noDocuments")
  void refusesWhatIsNoDocument(Map<String, Object> document) {
    assertFailed(bridge.onFlagDefinitionsReceived(document))
        .withCauseInstanceOf(IllegalArgumentException.class)
        .withMessageContaining("lags");
    assertThat(provider.calls).isEmpty();
  }

  @Test
  @SuppressWarnings("NullAway") // As a careless caller.
  void refusesNull() {
    assertFailed(bridge.onFlagDefinitionsReceived(null))
        .withCauseInstanceOf(NullPointerException.class);
  }

  @ParameterizedTest
  @EnumSource
  void failsTheStageIfTheMethodThrows(CacheCall call) {
    answer(
        call,
        () -> {
          throw new IllegalStateException("broken");
        });
    assertFailed(stage(bridge, call)).withMessageContaining("broken");
  }

  @ParameterizedTest
  @EnumSource
  void failsTheStageIfTheMethodCannotBeLinked(CacheCall call) {
    answer(
        call,
        () -> {
          throw new NoClassDefFoundError("driver");
        });
    assertFailed(stage(bridge, call)).withCauseInstanceOf(NoClassDefFoundError.class);
  }

  @ParameterizedTest
  @EnumSource
  void failsTheStageIfTheProvidersFails(CacheCall call) {
    answer(call, ScriptedProvider.failing("out of reach"));
    assertFailed(stage(bridge, call)).withMessageContaining("out of reach");
  }

  @ParameterizedTest
  @EnumSource
  @SuppressWarnings("NullAway") // As a broken provider.
  void failsTheStageIfThereIsNone(CacheCall call) {
    answer(call, () -> null);
    assertFailed(stage(bridge, call)).withMessageContaining(call + " returned null, no stage");
  }

  @ParameterizedTest
  @EnumSource(names = {"SHOULD_FETCH", "GET"})
  void failsTheStageIfTheAnswerIsNull(CacheCall call) {
    answer(call, () -> ScriptedProvider.completed(null));
    assertFailed(stage(bridge, call)).withMessageContaining(call + " completed with null");
  }

  @Test
  @SuppressWarnings({"unchecked", "rawtypes"}) // As a provider compiled against other types.
  void failsTheStageIfTheAnswerIsOfAnotherType() {
    provider.get = () -> (CompletionStage) ScriptedProvider.completed("text");
    assertFailed(bridge.getFlagDefinitions()).withCauseInstanceOf(ClassCastException.class);
  }

  @ParameterizedTest
  @EnumSource
  void endsCallsWhoseStageNeverDoes(CacheCall call) {
    CompletableFuture<Object> never = new CompletableFuture<>();
    answer(call, () -> never);

    assertFailed(stage(PostHogBridge.of(provider, SHORT), call))
        .withCauseInstanceOf(TimeoutException.class)
        .withMessageContaining(call + " did not end within 1000 ms");
    if (call != CacheCall.SHUTDOWN) {
      await().untilAsserted(() -> assertThat(never).isCancelled());
    }
  }

  @ParameterizedTest
  @EnumSource
  void endsCallsWhoseMethodBlocks(CacheCall call) {
    answer(call, this::block);
    PostHogBridge impatient = PostHogBridge.of(provider, SHORT);

    // The stage exists though the method still blocks.
    assertFailed(stage(impatient, call)).withCauseInstanceOf(TimeoutException.class);
  }

  @Test
  void goesOnWhenTheBlockedMethodDoes() throws Exception {
    provider.shouldFetch = this::block;
    PostHogBridge impatient = PostHogBridge.of(provider, SHORT);
    assertFailed(impatient.shouldFetchFlagDefinitions());
    assertFailed(impatient.getFlagDefinitions());
    CompletionStage<Void> shutdown = impatient.shutdown();
    assertFailed(shutdown);
    unblocked.countDown();

    // Nobody waits for the read any more, but what is held must be released.
    await()
        .untilAsserted(
            () ->
                assertThat(provider.calls)
                    .containsExactly(CacheCall.SHOULD_FETCH, CacheCall.SHUTDOWN));
    provider.follows();
    assertThat(done(impatient.shouldFetchFlagDefinitions())).isFalse();
  }

  @Test
  void pilesUpNeitherThreadsNorCallsWhileTheProviderBlocks() {
    provider.shouldFetch = this::block;
    Stream.generate(bridge::shouldFetchFlagDefinitions).limit(100).forEach(stage -> {});

    assertFailed(bridge.getFlagDefinitions())
        .withCauseInstanceOf(RejectedExecutionException.class)
        .withMessageContaining("16 calls wait");
    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(thread -> thread.getName().equals("flagcache-bridge"))
        .filteredOn(PostHogBridgeTest::isBlocked)
        .hasSize(1)
        .allMatch(Thread::isDaemon);
  }

  @Test
  void cancellingTheStageCancelsTheProviders() {
    CompletableFuture<Boolean> asked = new CompletableFuture<>();
    provider.shouldFetch = () -> asked;
    CompletionStage<Boolean> stage = bridge.shouldFetchFlagDefinitions();
    await().until(() -> provider.calls.contains(CacheCall.SHOULD_FETCH));
    stage.toCompletableFuture().cancel(true);

    await().untilAsserted(() -> assertThat(asked).isCancelled());
  }

  @Test
  void staysBelowTheTenSecondsOfTheSdk() {
    assertThat(PostHogBridge.LIMIT).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void namesTheProvidersClassAlone() {
    assertThat(bridge).hasToString("PostHogBridge[" + ScriptedProvider.class.getName() + "]");
  }

  private <T> CompletionStage<T> block() {
    try {
      unblocked.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException("The thread of the bridge was interrupted", e);
    }
    throw new IllegalStateException("unblocked");
  }

  private static boolean isBlocked(Thread thread) {
    return Stream.of(thread.getStackTrace())
        .anyMatch(
            frame ->
                frame.getClassName().equals(PostHogBridgeTest.class.getName())
                    && frame.getMethodName().equals("block"));
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // The test says what fits.
  private void answer(CacheCall call, Supplier<CompletionStage<Object>> answer) {
    Supplier any = answer;
    switch (call) {
      case SHOULD_FETCH -> provider.shouldFetch = any;
      case GET -> provider.get = any;
      case RECEIVED -> provider.onReceived = any;
      case SHUTDOWN -> provider.onShutdown = any;
    }
  }

  private static CompletionStage<?> stage(PostHogBridge bridge, CacheCall call) {
    return switch (call) {
      case SHOULD_FETCH -> bridge.shouldFetchFlagDefinitions();
      case GET -> bridge.getFlagDefinitions();
      case RECEIVED -> bridge.onFlagDefinitionsReceived(DOCUMENT);
      case SHUTDOWN -> bridge.shutdown();
    };
  }

  private static <T> T done(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  private static ThrowableAssertAlternative<ExecutionException> assertFailed(
      CompletionStage<?> stage) {
    return assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> stage.toCompletableFuture().get(60, TimeUnit.SECONDS));
  }
}

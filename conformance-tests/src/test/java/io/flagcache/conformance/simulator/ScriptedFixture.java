package io.flagcache.conformance.simulator;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.conformance.WorkerSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One worker whose provider answers as a script says, and notes when it was called with what. */
final class ScriptedFixture implements VirtualTimeFixture {

  /** What the provider answers. */
  enum Answer {
    FETCH,
    READ,
    READ_NOTHING,
    FAIL,
    FAIL_READ,
    HANG
  }

  private final List<String> calls = new ArrayList<>();
  private final List<FlagDefinitionCacheData> received = new ArrayList<>();
  private final List<CompletableFuture<?>> hanging = new ArrayList<>();
  private final List<Answer> script;
  private final FlagDefinitionCacheData stored;
  private Answer answer = Answer.FETCH;
  private long now;
  private int polls;

  ScriptedFixture(FlagDefinitionCacheData stored, Answer... script) {
    this.stored = stored;
    this.script = List.of(script);
  }

  /** Seconds and names: {@code "30 ask"}. */
  List<String> calls() {
    return calls;
  }

  List<FlagDefinitionCacheData> received() {
    return received;
  }

  List<CompletableFuture<?>> hanging() {
    return hanging;
  }

  @Override
  public FlagDefinitionCacheProvider newWorker(WorkerSettings settings) {
    return new FlagDefinitionCacheProvider() {
      @Override
      public CompletionStage<Boolean> shouldFetchFlagDefinitions() {
        note("ask");
        answer = script.get(Math.min(polls, script.size() - 1));
        polls++;
        return switch (answer) {
          case FETCH -> CompletableFuture.completedFuture(true);
          case FAIL -> CompletableFuture.failedFuture(new IllegalStateException("down"));
          case HANG -> hang();
          default -> CompletableFuture.completedFuture(false);
        };
      }

      @Override
      public CompletionStage<Optional<FlagDefinitionCacheData>> getFlagDefinitions() {
        note("get");
        return answer == Answer.FAIL_READ
            ? CompletableFuture.failedFuture(new IllegalStateException("down"))
            : CompletableFuture.completedFuture(
                answer == Answer.READ ? Optional.of(stored) : Optional.empty());
      }

      @Override
      public CompletionStage<Void> onFlagDefinitionsReceived(FlagDefinitionCacheData data) {
        note("received");
        received.add(data);
        return CompletableFuture.completedFuture(null);
      }

      @Override
      public CompletionStage<Void> shutdown() {
        note("shutdown");
        return CompletableFuture.completedFuture(null);
      }
    };
  }

  private <T> CompletableFuture<T> hang() {
    CompletableFuture<T> stage = new CompletableFuture<>();
    hanging.add(stage);
    return stage;
  }

  private void note(String call) {
    calls.add(Duration.ofNanos(now).toSeconds() + " " + call);
  }

  @Override
  public void advance(Duration duration) {
    now += duration.toNanos();
  }

  @Override
  public void wipe() {}

  @Override
  public void close() {}
}

package io.flagcache.conformance.simulator;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An SDK's calls to its provider: each has one reply, a failed one if the SDK gave the call up. */
final class ProviderCalls {

  private final Timeline timeline;
  private final RunRecorder recorder;
  private final Optional<Duration> limit;

  ProviderCalls(Timeline timeline, RunRecorder recorder, Optional<Duration> limit) {
    this.timeline = timeline;
    this.recorder = recorder;
    this.limit = limit;
  }

  /**
   * What came of a call.
   *
   * @param value what the stage completed with; empty for null and for a failure
   * @param failed whether the call threw, its stage failed, or it was given up
   */
  record Reply<T>(Optional<T> value, boolean failed) {}

  <T> void call(Callable<CompletionStage<T>> method, Consumer<Reply<T>> then) {
    Pending<T> pending = new Pending<>(then);
    timeline.callBegan();
    CompletionStage<T> stage;
    try {
      stage = method.call();
    } catch (Exception thrown) {
      timeline.arrive(() -> pending.end(null, thrown));
      return;
    }
    stage.whenComplete((value, failure) -> timeline.arrive(() -> pending.end(value, failure)));
    if (limit.isPresent() && !stage.toCompletableFuture().isDone()) {
      Duration patience = limit.get();
      timeline.after(timeline.fromRealTime(patience), () -> pending.giveUp(stage, patience));
    }
  }

  private final class Pending<T> {

    private final Consumer<Reply<T>> then;
    private boolean ended;

    Pending(Consumer<Reply<T>> then) {
      this.then = then;
    }

    void end(@Nullable T value, @Nullable Throwable failure) {
      if (ended) {
        return;
      }
      ended = true;
      timeline.callEnded();
      if (failure != null) {
        recorder.callFailed();
      }
      then.accept(new Reply<>(Optional.ofNullable(value), failure != null));
    }

    void giveUp(CompletionStage<T> stage, Duration patience) {
      if (!ended) {
        end(null, new TimeoutException("given up after " + patience));
        stage.toCompletableFuture().cancel(true);
      }
    }
  }
}

package io.flagcache.conformance;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.conformance.internal.Concurrently;
import io.flagcache.conformance.internal.Verdict;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A provider as a test uses it: every call is bounded, and every mishap becomes a sentence. */
final class Worker {

  private static final String ASK = "shouldFetchFlagDefinitions()";
  private static final String GET = "getFlagDefinitions()";
  private static final String RECEIVE = "onFlagDefinitionsReceived()";
  private static final String SHUTDOWN = "shutdown()";

  private final String name;
  private final FlagDefinitionCacheProvider provider;
  private final WorkerSettings settings;
  private final Verdict verdict;
  private final Duration slack;

  Worker(
      String name,
      FlagDefinitionCacheProvider provider,
      WorkerSettings settings,
      Verdict verdict,
      Duration slack) {
    this.name = name;
    this.provider = provider;
    this.settings = settings;
    this.verdict = verdict;
    this.slack = slack;
  }

  FlagDefinitionCacheProvider provider() {
    return provider;
  }

  /** Asks whether to fetch; the stage must not fail. */
  boolean asks() {
    return valueOf(ASK, tryAsk());
  }

  /** Asks whether to fetch; the stage may fail. */
  Outcome<Boolean> tryAsk() {
    return call(ASK, settings.decisionDeadline(), provider::shouldFetchFlagDefinitions);
  }

  /** Reads without having asked. */
  Optional<FlagDefinitionCacheData> gets() {
    return valueOf(GET, tryGet());
  }

  /** Reads without having asked; the stage may fail. */
  Outcome<Optional<FlagDefinitionCacheData>> tryGet() {
    return call(GET, settings.transferDeadline(), provider::getFlagDefinitions);
  }

  /** Asks, then reads whatever the answer was. */
  Optional<FlagDefinitionCacheData> polls() {
    asks();
    return gets();
  }

  /** Hands over what was fetched; the stage must not fail. */
  void receives(FlagDefinitionCacheData data) {
    demandSuccess(RECEIVE, tryReceive(data));
  }

  /** Hands over what was fetched; the stage may fail. */
  Outcome<Void> tryReceive(FlagDefinitionCacheData data) {
    return call(
        RECEIVE, settings.transferDeadline(), () -> provider.onFlagDefinitionsReceived(data));
  }

  /** Hands over null, against the contract. */
  @SuppressWarnings("NullAway") // To see what happens.
  Outcome<Void> tryReceiveNull() {
    return call(
        RECEIVE, settings.transferDeadline(), () -> provider.onFlagDefinitionsReceived(null));
  }

  /** Shuts down; the stage must not fail. */
  void shutsDown() {
    demandSuccess(SHUTDOWN, tryShutdown());
  }

  /** Shuts down; the stage may fail. */
  Outcome<Void> tryShutdown() {
    return call(SHUTDOWN, settings.decisionDeadline(), provider::shutdown);
  }

  @Override
  public String toString() {
    return name;
  }

  private <T> T valueOf(String method, Outcome<T> outcome) {
    demandSuccess(method, outcome);
    T value = outcome.value();
    if (value == null) {
      throw verdict.broken(name + "'s " + method + " completed with null");
    }
    return value;
  }

  /** Demands of a call that was made otherwise that it did not fail. */
  void demandSuccess(Outcome<?> outcome, String circumstances) {
    demandSuccess("call " + circumstances, outcome);
  }

  private void demandSuccess(String method, Outcome<?> outcome) {
    Throwable failure = outcome.failure();
    if (failure != null) {
      String what = name + "'s " + method + " failed: " + failure;
      throw verdict.callFailed(what, outcome.took(), outcome.deadline(), failure);
    }
  }

  /** Begins to ask, on the thread of the caller. */
  Pending<Boolean> beginsToAsk() {
    return begin(ASK, settings.decisionDeadline(), provider::shouldFetchFlagDefinitions);
  }

  /** Begins to read, on the thread of the caller. */
  Pending<Optional<FlagDefinitionCacheData>> beginsToGet() {
    return begin(GET, settings.transferDeadline(), provider::getFlagDefinitions);
  }

  /** Begins to hand over what was fetched, on the thread of the caller. */
  Pending<Void> beginsToReceive(FlagDefinitionCacheData data) {
    return begin(
        RECEIVE, settings.transferDeadline(), () -> provider.onFlagDefinitionsReceived(data));
  }

  private <T> Pending<T> begin(
      String method, Duration deadline, Callable<CompletionStage<T>> call) {
    long start = System.nanoTime();
    try {
      return pending(method, deadline, start, call.call());
    } catch (Exception e) {
      throw threw(method, e);
    }
  }

  private <T> Outcome<T> call(String method, Duration deadline, Callable<CompletionStage<T>> call) {
    long start = System.nanoTime();
    CompletionStage<T> stage = stageOf(method, deadline.plus(slack), Concurrently.start(call));
    return pending(method, deadline, start, stage).outcome();
  }

  private <T> Pending<T> pending(
      String method, Duration deadline, long start, @Nullable CompletionStage<T> stage) {
    if (stage == null) {
      throw verdict.broken(name + "'s " + method + " returned null instead of a stage");
    }
    Duration blocked = Duration.ofNanos(System.nanoTime() - start);
    // The stage may be no future, or one that completing from outside would disturb.
    CompletableFuture<Outcome<T>> outcome = new CompletableFuture<>();
    stage.whenComplete(
        (value, failure) ->
            outcome.complete(
                new Outcome<>(
                    value,
                    failure,
                    blocked,
                    Duration.ofNanos(System.nanoTime() - start),
                    deadline)));
    return new Pending<>(method, deadline, stage, outcome);
  }

  /** A call whose stage may not be complete yet. */
  final class Pending<T> {

    private final String method;
    private final Duration deadline;
    private final CompletionStage<T> stage;
    private final CompletableFuture<Outcome<T>> outcome;

    private Pending(
        String method,
        Duration deadline,
        CompletionStage<T> stage,
        CompletableFuture<Outcome<T>> outcome) {
      this.method = method;
      this.deadline = deadline;
      this.stage = stage;
      this.outcome = outcome;
    }

    /** Awaits what the stage completes with; it must not fail. */
    T value() {
      return valueOf(method, outcome());
    }

    /** Awaits the end of the stage, which may fail. */
    Outcome<T> outcome() {
      Duration limit = deadline.plus(slack);
      try {
        return outcome.get(limit.toNanos(), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        throw verdict.late(
            name + "'s " + method + " gave a stage that was not complete after " + limit, e);
      } catch (ExecutionException e) {
        throw new IllegalStateException(e);
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
    }

    boolean isDone() {
      return outcome.isDone();
    }

    void cancel() {
      try {
        stage.toCompletableFuture().cancel(true);
      } catch (UnsupportedOperationException e) {
        // Such a stage cannot be cancelled by the SDK either.
      }
    }
  }

  private <T> CompletionStage<T> stageOf(
      String method, Duration limit, Future<CompletionStage<T>> call) {
    try {
      return call.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw verdict.late(name + "'s " + method + " blocked its caller for more than " + limit, e);
    } catch (ExecutionException e) {
      throw threw(method, e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private AssertionError threw(String method, Throwable thrown) {
    return verdict.broken(
        name + "'s " + method + " threw instead of failing its stage: " + thrown, thrown);
  }

  private AssertionError interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return verdict.broken("the test was interrupted while it waited for " + name, e);
  }
}

package io.flagcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BlockingFlagDefinitionCacheProviderTest {

  private static final FlagDefinitionCacheData DATA =
      FlagDefinitionCacheData.of(Map.of("flags", List.of()));

  private final Client client = new Client(Duration.ofSeconds(1), Duration.ofSeconds(2));

  @AfterEach
  void end() {
    client.gate.countDown();
    client.shutdown();
  }

  private static <T> T done(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  private static void timesOut(CompletionStage<?> stage, String name) {
    assertThatThrownBy(() -> done(stage))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(TimeoutException.class)
        .hasMessageContaining(name);
  }

  /** Makes the provider's thread hang in a call until the gate opens. */
  private CompletableFuture<Boolean> hang() throws Exception {
    client.hangs = true;
    CompletableFuture<Boolean> hanging = client.shouldFetchFlagDefinitions();
    assertThat(client.entered.await(60, TimeUnit.SECONDS)).isTrue();
    client.hangs = false;
    return hanging;
  }

  @Test
  void allCallsRunOneAfterTheOtherInTheirOrderOnDaemonThreads() throws Exception {
    client.shouldFetchFlagDefinitions();
    client.getFlagDefinitions();
    client.onFlagDefinitionsReceived(DATA);
    done(client.shutdown());

    assertThat(client.calls).containsExactly("shouldFetch", "get", "received", "close");
    assertThat(client.threads).hasSize(4).allMatch(Thread::isDaemon);
    assertThat(client.most).hasValue(1);
  }

  @Test
  void providersThatAreAskedInTurnShareAThread() throws Exception {
    Set<Thread> threads = new HashSet<>();
    for (int provider = 0; provider < 50; provider++) {
      Client one = new Client(Duration.ofSeconds(5), Duration.ofSeconds(5));
      done(one.shouldFetchFlagDefinitions());
      threads.addAll(one.threads);
      done(one.shutdown());
    }
    // Tests beside this one use them as well.
    assertThat(threads).hasSizeLessThan(25);
  }

  @Test
  void aHangingProviderHoldsUpNoOther() throws Exception {
    CompletableFuture<Boolean> hanging = hang();
    Client other = new Client(Duration.ofSeconds(5), Duration.ofSeconds(5));

    assertThat(done(other.shouldFetchFlagDefinitions())).isTrue();
    done(other.shutdown());
    assertThat(hanging).isNotDone();
  }

  @Test
  void aFailureArrivesInTheStage() {
    client.failure = new IOException("no route to host");

    for (CompletionStage<?> stage :
        List.of(
            client.shouldFetchFlagDefinitions(),
            client.getFlagDefinitions(),
            client.onFlagDefinitionsReceived(DATA),
            client.shutdown())) {
      assertThatThrownBy(() -> done(stage)).hasRootCauseMessage("no route to host");
    }
  }

  @Test
  @SuppressWarnings("NullAway") // The caller's mistake under test.
  void aMissingDocumentArrivesInTheStage() {
    assertThatThrownBy(() -> done(client.onFlagDefinitionsReceived(null)))
        .hasCauseInstanceOf(NullPointerException.class);
  }

  @Test
  void aHangingCallFailsAtItsDeadlineAndSoDoThoseBehindIt() throws Exception {
    CompletableFuture<Boolean> hanging = hang();
    CompletableFuture<Boolean> behind = client.shouldFetchFlagDefinitions();
    CompletableFuture<Optional<FlagDefinitionCacheData>> alsoBehind = client.getFlagDefinitions();

    timesOut(hanging, "shouldFetchFlagDefinitions did not end within 1000 ms");
    timesOut(behind, "shouldFetchFlagDefinitions");
    timesOut(alsoBehind, "getFlagDefinitions did not end within 2000 ms");
  }

  @Test
  void whatTimedOutWhileWaitingIsNeverRun() throws Exception {
    CompletableFuture<Boolean> hanging = hang();
    timesOut(client.getFlagDefinitions(), "getFlagDefinitions");
    client.gate.countDown();

    assertThat(done(client.shouldFetchFlagDefinitions())).isTrue();
    assertThat(hanging).isCompletedExceptionally();
    assertThat(client.calls).containsExactly("shouldFetch", "shouldFetch");
  }

  @Test
  void aCancelledCallThatHasNotBegunIsNeverRun() throws Exception {
    CompletableFuture<Boolean> hanging = hang();
    assertThat(client.getFlagDefinitions().cancel(true)).isTrue();
    client.gate.countDown();
    hanging.handle((fetch, failure) -> fetch).get(60, TimeUnit.SECONDS);

    done(client.shouldFetchFlagDefinitions());
    assertThat(client.calls).doesNotContain("get");
  }

  @Test
  void aHangingClientPilesUpNoWork() throws Exception {
    hang();
    AtomicInteger refused = new AtomicInteger();
    for (int call = 0; call < 1000; call++) {
      client
          .getFlagDefinitions()
          .whenComplete(
              (data, failure) -> {
                if (failure instanceof RejectedExecutionException) {
                  refused.incrementAndGet();
                }
              });
    }
    assertThat(refused).hasValueGreaterThanOrEqualTo(1000 - 256);
  }

  @Test
  void theShutdownOfAHangingClientEndsAtItsDeadlineAndStillCloses() throws Exception {
    hang();

    timesOut(client.shutdown(), "shutdown");
    client.gate.countDown();

    assertThat(client.closed.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(client.calls).containsExactly("shouldFetch", "close");
  }

  @Test
  void afterTheShutdownNothingIsCalledAndNothingFails() throws Exception {
    done(client.shutdown());
    done(client.shutdown());

    assertThat(done(client.shouldFetchFlagDefinitions())).isFalse();
    assertThat(done(client.getFlagDefinitions())).isEmpty();
    done(client.onFlagDefinitionsReceived(DATA));
    assertThat(client.calls).containsExactly("close");
  }

  @Test
  void cancellingOneShutdownDoesNotCancelAnother() throws Exception {
    hang();
    assertThat(client.shutdown().cancel(true)).isTrue();
    client.gate.countDown();

    done(client.shutdown());
  }

  @Test
  void deadlinesMustFitTheSdk() {
    Duration second = Duration.ofSeconds(1);
    for (Duration wrong : List.of(Duration.ZERO, Duration.ofMillis(-1), Duration.ofSeconds(10))) {
      assertThatThrownBy(() -> new Client(wrong, second))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("decisionDeadline is " + wrong);
      assertThatThrownBy(() -> new Client(second, wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("transferDeadline is " + wrong);
    }
  }

  private static final class Client extends BlockingFlagDefinitionCacheProvider {

    final List<String> calls = Collections.synchronizedList(new ArrayList<>());
    final List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
    final CountDownLatch entered = new CountDownLatch(1);
    final CountDownLatch gate = new CountDownLatch(1);
    final CountDownLatch closed = new CountDownLatch(1);
    final AtomicInteger atOnce = new AtomicInteger();
    final AtomicInteger most = new AtomicInteger();
    volatile boolean hangs;
    volatile @Nullable Exception failure;

    Client(Duration decisionDeadline, Duration transferDeadline) {
      super(decisionDeadline, transferDeadline);
    }

    private void called(String name) throws Exception {
      calls.add(name);
      threads.add(Thread.currentThread());
      most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
      if (hangs) {
        entered.countDown();
        gate.await();
      }
      atOnce.decrementAndGet();
      Exception toThrow = failure;
      if (toThrow != null) {
        throw toThrow;
      }
    }

    @Override
    protected boolean shouldFetch(Deadline deadline) throws Exception {
      called("shouldFetch");
      return true;
    }

    @Override
    protected Optional<FlagDefinitionCacheData> get(Deadline deadline) throws Exception {
      called("get");
      return Optional.of(DATA);
    }

    @Override
    protected void received(FlagDefinitionCacheData data, Deadline deadline) throws Exception {
      called("received");
    }

    @Override
    protected void close(Deadline deadline) throws Exception {
      called("close");
      closed.countDown();
    }
  }
}

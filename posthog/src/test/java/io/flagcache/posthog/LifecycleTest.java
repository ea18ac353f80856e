package io.flagcache.posthog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Start, close, threads. */
@Timeout(60)
class LifecycleTest extends LoaderTestBase {

  @Test
  void pollsAtOnceAndThenInTheIntervalOnOneDaemonThread() {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    DefinitionLoader loader =
        built(
            shared()
                .pollInterval(Duration.ofMillis(10))
                .listener(event -> threads.add(Thread.currentThread())));
    loader.start();
    loader.start();

    await().until(() -> loader.status().polls() >= 3);
    assertThat(threads).singleElement().satisfies(t -> assertThat(t.isDaemon()).isTrue());
    loader.close();

    await().until(() -> threads.stream().noneMatch(Thread::isAlive));
  }

  @Test
  void firstPollDoesNotWaitForTheInterval() {
    DefinitionLoader loader = built(shared().pollInterval(Duration.ofHours(1)));
    loader.start();

    await().until(() -> loader.definitions().isPresent());
  }

  @Test
  void firstDefinitionsAreWaitedFor() throws Exception {
    CountDownLatch answered = new CountDownLatch(1);
    api.script(
        exchange -> {
          awaitUninterrupted(answered);
          ScriptedApi.body(A).send(exchange);
        });
    DefinitionLoader loader = built(shared());
    assertThat(loader.awaitDefinitions(Duration.ZERO)).isEmpty();
    loader.start();
    assertThat(loader.awaitDefinitions(Duration.ofMillis(10))).isEmpty();
    answered.countDown();

    assertThat(loader.awaitDefinitions(Duration.ofMinutes(1))).contains(data(A));
    loader.close();
    assertThat(loader.awaitDefinitions(Duration.ZERO)).contains(data(A));
  }

  @Test
  void nobodyWaitsForAClosedLoaderAndAnInterruptEndsTheWait() throws Exception {
    DefinitionLoader loader = built(shared());
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> loader.awaitDefinitions(Duration.ofHours(1)))
        .isInstanceOf(InterruptedException.class);
    loader.close();

    assertThat(loader.awaitDefinitions(Duration.ofSeconds(Long.MAX_VALUE))).isEmpty();
  }

  @Test
  void pollsMissedInAStallAreNotMadeUpFor() throws Exception {
    long interval = Duration.ofMillis(40).toNanos();
    CountDownLatch stall = new CountDownLatch(1);
    List<Long> ends = new CopyOnWriteArrayList<>();
    List<Long> begins = new CopyOnWriteArrayList<>();
    cache.shouldFetch =
        () -> {
          begins.add(System.nanoTime());
          if (begins.size() == 1) {
            awaitUninterrupted(stall);
          }
          return ScriptedProvider.completed(true);
        };
    DefinitionLoader loader =
        built(
            shared()
                .pollInterval(Duration.ofNanos(interval))
                .listener(
                    event -> {
                      if (event instanceof LoaderEvent.Polled) {
                        ends.add(System.nanoTime());
                      }
                    }));
    loader.start();
    await().until(() -> begins.size() == 1);
    long stalledAt = System.nanoTime();
    await().until(() -> System.nanoTime() - stalledAt > 5 * interval);
    stall.countDown();

    await().until(() -> begins.size() >= 4);
    for (int i = 1; i < 4; i++) {
      assertThat(begins.get(i) - ends.get(i - 1)).isGreaterThanOrEqualTo(interval);
    }
  }

  @Test
  void pollingSurvivesAnError() {
    cache.shouldFetch =
        () -> {
          if (cache.calls.size() == 1) {
            throw new StackOverflowError("scripted");
          }
          return ScriptedProvider.completed(true);
        };
    DefinitionLoader loader = built(shared().pollInterval(Duration.ofMillis(10)));
    loader.start();

    await().until(() -> loader.definitions().isPresent());
  }

  @Test
  void closeShutsTheProviderDownOnceAndEndsAllPolls() {
    DefinitionLoader loader = built(shared());
    loader.poll();
    loader.close();
    loader.close();

    assertThat(cache.calls)
        .containsExactly(CacheCall.SHOULD_FETCH, CacheCall.RECEIVED, CacheCall.SHUTDOWN);
    assertThat(loader.poll().outcome()).isEqualTo(PollOutcome.CLOSED);
    assertThat(loader.status().polls()).isEqualTo(1);
    assertThat(loader.definitions()).isPresent();
    assertThatThrownBy(loader::start).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(loader::start).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void closeEndsARequestInFlight() {
    api.script(api.hang());
    DefinitionLoader loader = built(shared().requestTimeout(Duration.ofMinutes(5)));
    CompletableFuture<PollResult> poll = CompletableFuture.supplyAsync(loader::poll);
    await().until(() -> api.requests.size() == 1);

    loader.close();

    assertThat(poll.join().outcome()).isEqualTo(PollOutcome.CLOSED);
    assertThat(cache.calls).containsExactly(CacheCall.SHOULD_FETCH, CacheCall.SHUTDOWN);
    assertThat(events(LoaderEvent.ApiFailed.class)).isEmpty();
    assertThat(events(LoaderEvent.Polled.class)).isEmpty();
  }

  @Test
  void closeEndsACallOfTheCacheInFlight() {
    CompletableFuture<Boolean> stuck = new CompletableFuture<>();
    cache.shouldFetch = () -> stuck;
    DefinitionLoader loader = built(shared());
    CompletableFuture<PollResult> poll = CompletableFuture.supplyAsync(loader::poll);
    await().until(() -> !cache.calls.isEmpty());

    loader.close();

    assertThat(poll.join().outcome()).isEqualTo(PollOutcome.CLOSED);
    assertThat(stuck).isCancelled();
    assertThat(api.requests).isEmpty();
    assertThat(events(LoaderEvent.CacheFailed.class)).isEmpty();
  }

  @Test
  void shutdownThatHangsOrFailsDoesNotHoldCloseUp() {
    CompletableFuture<Void> stuck = new CompletableFuture<>();
    cache.onShutdown = () -> stuck;
    built(shared().stageLimit(Duration.ofMillis(50))).close();
    assertThat(stuck).isCancelled();

    cache.onShutdown = ScriptedProvider.failing("down");
    built(shared()).close();

    assertThat(events(LoaderEvent.CacheFailed.class))
        .extracting(LoaderEvent.CacheFailed::call)
        .containsExactly(CacheCall.SHUTDOWN, CacheCall.SHUTDOWN);
  }

  @Test
  void listenerMayCloseButNotPoll() {
    DefinitionLoader[] self = new DefinitionLoader[1];
    AtomicReference<Throwable> refused = new AtomicReference<>();
    DefinitionLoader loader =
        built(
            shared()
                .listener(
                    event -> {
                      try {
                        self[0].poll();
                      } catch (IllegalStateException e) {
                        refused.set(e);
                      }
                      self[0].close();
                    }));
    self[0] = loader;

    assertThat(loader.poll().outcome()).isEqualTo(PollOutcome.CLOSED);

    assertThat(refused.get()).hasMessageContaining("listener");
    assertThat(cache.calls).containsExactly(CacheCall.SHOULD_FETCH, CacheCall.SHUTDOWN);
  }

  @Test
  void interruptEndsThePollAndStaysSet() throws Exception {
    api.script(api.hang());
    DefinitionLoader loader = built(shared().requestTimeout(Duration.ofMinutes(5)));
    CompletableFuture<PollResult> result = new CompletableFuture<>();
    CompletableFuture<Boolean> flag = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              result.complete(loader.poll());
              flag.complete(Thread.currentThread().isInterrupted());
            });
    thread.start();
    await().until(() -> api.requests.size() == 1);
    thread.interrupt();

    assertThat(result.get(30, TimeUnit.SECONDS).outcome()).isEqualTo(PollOutcome.FAILED);
    assertThat(flag.get(30, TimeUnit.SECONDS)).isTrue();
    assertThat(loader.poll().outcome()).isEqualTo(PollOutcome.FETCHED);
  }

  @Test
  void pollsOfSeveralThreadsRunOneAtATime() {
    api.serve(A, "\"a\"");
    DefinitionLoader loader = built(shared());
    List<CompletableFuture<PollResult>> polls =
        IntStream.range(0, 8).mapToObj(i -> CompletableFuture.supplyAsync(loader::poll)).toList();
    polls.forEach(CompletableFuture::join);

    assertThat(polls.stream().filter(poll -> poll.join().changed())).hasSize(1);
    assertThat(loader.status().notModified()).isEqualTo(7);
    assertThat(loader.status().polls()).isEqualTo(8);
  }

  @Test
  void requestKeepsNoThreadAfterItsEnd() {
    ThreadWatch watch = new ThreadWatch();
    DefinitionLoader loader = built(direct());
    loader.poll();

    watch.awaitNoRequest("after a poll");
    assertThat(loader.definitions()).isPresent();
  }
}

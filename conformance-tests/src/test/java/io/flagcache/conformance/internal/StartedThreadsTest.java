package io.flagcache.conformance.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartedThreadsTest {

  private final CountDownLatch end = new CountDownLatch(1);
  private final List<Thread> begun = new ArrayList<>();

  @AfterEach
  void endAll() throws Exception {
    end.countDown();
    for (Thread thread : begun) {
      thread.join();
    }
  }

  private void begin(String name) {
    Thread thread = new Thread(this::awaitEnd, name);
    begun.add(thread);
    thread.start();
  }

  private void awaitEnd() {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatIsStartedCountsUntilItEnds(boolean othersRun) throws Exception {
    begin("before");
    StartedThreads threads = new StartedThreads(othersRun);
    threads.by(() -> begin("own"));
    begin("after");
    assertThat(threads.count()).isOne();
    assertThat(threads).hasToString("own");
    endAll();
    assertThat(threads.count()).isZero();
  }

  @Test
  void whatOthersStartMeanwhileDoesNotCount() {
    StartedThreads threads = new StartedThreads(true);
    Thread other = new Thread(() -> begin("of another test"));
    threads.by(
        () -> {
          other.start();
          join(other);
          begin("own");
        });
    assertThat(threads).hasToString("own");
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void whatACallOfTheKitStartsCounts() {
    StartedThreads threads = new StartedThreads(true);
    Concurrently.endsWithin(Duration.ofMinutes(1), Concurrently.start(() -> "pooled"));
    threads.by(
        () ->
            Concurrently.endsWithin(
                Duration.ofMinutes(1),
                Concurrently.start(
                    () -> {
                      begin("of a call");
                      return "done";
                    })));
    assertThat(threads).hasToString("of a call");
  }

  @Test
  void whereNobodyElseRunsThreadsOfASharedPoolCount() {
    ExecutorService pool = Executors.newCachedThreadPool(task -> new Thread(group(), task, "pool"));
    StartedThreads threads = new StartedThreads(false);
    threads.by(() -> pool.execute(this::awaitEnd));
    assertThat(threads).hasToString("pool");
    pool.shutdown();
  }

  private static ThreadGroup group() {
    return new ThreadGroup("of a shared pool");
  }

  @Test
  void whatFailsFailsTheTest() {
    StartedThreads threads = new StartedThreads(true);
    assertThatThrownBy(
            () ->
                threads.by(
                    () -> {
                      throw new AssertionError("broken");
                    }))
        .isInstanceOf(AssertionError.class)
        .hasMessage("broken");
  }
}

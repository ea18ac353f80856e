package io.flagcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class CallQueueTest {

  private final AtomicBoolean noThread = new AtomicBoolean();
  private final ProviderThreads threads = new ProviderThreads(this::threadFor);

  private Thread threadFor(Runnable task) {
    if (noThread.get()) {
      throw new OutOfMemoryError("unable to create native thread");
    }
    return ProviderThreads.daemon(task, "test");
  }

  private static <T> T done(CompletableFuture<T> future) throws Exception {
    return future.get(60, TimeUnit.SECONDS);
  }

  private static void endOf(Thread thread) throws InterruptedException {
    thread.join(60_000);
    assertThat(thread.isAlive()).isFalse();
  }

  private Thread threadOf(CallQueue queue) throws Exception {
    CompletableFuture<Thread> thread = new CompletableFuture<>();
    assertThat(queue.add(() -> thread.complete(Thread.currentThread()))).isTrue();
    return done(thread);
  }

  @Test
  void noThreadIsLeftWhenTheLastQueueIsClosed() throws Exception {
    CallQueue first = new CallQueue(threads);
    CallQueue second = new CallQueue(threads);
    Thread used = threadOf(first);
    first.addLast(() -> {});
    Thread usedAfter = threadOf(second);
    second.addLast(() -> {});

    endOf(used);
    endOf(usedAfter);
  }

  @Test
  void threadsAreKeptAgainForAQueueThatComesAfterTheLast() throws Exception {
    CallQueue first = new CallQueue(threads);
    first.addLast(() -> {});
    CallQueue next = new CallQueue(threads);
    Thread used = threadOf(next);
    used.join(200);

    assertThat(used.isAlive()).isTrue();
    next.addLast(() -> {});
    endOf(used);
  }

  @Test
  void afterTheLastCallNoneIsAdded() throws Exception {
    CallQueue queue = new CallQueue(threads);
    CompletableFuture<Boolean> last = new CompletableFuture<>();
    queue.addLast(() -> last.complete(true));

    assertThat(queue.add(() -> {})).isFalse();
    assertThat(done(last)).isTrue();
  }

  @Test
  void aCallThatFailsOrInterruptsItsThreadDoesNotChangeTheNext() throws Exception {
    CallQueue queue = new CallQueue(threads);
    CountDownLatch gate = new CountDownLatch(1);
    List<Thread> failed = new CopyOnWriteArrayList<>();
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    queue.add(
        () -> {
          try {
            gate.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          Thread thread = Thread.currentThread();
          thread.setUncaughtExceptionHandler((its, failure) -> failed.add(its));
          thread.interrupt();
          throw new IllegalStateException("the call's own failure");
        });
    queue.add(() -> interrupted.complete(Thread.currentThread().isInterrupted()));
    assertThat(queue.size()).isPositive();
    gate.countDown();

    assertThat(done(interrupted)).isFalse();
    assertThat(failed).hasSize(1);
    queue.addLast(() -> {});
  }

  @Test
  void aCallThatGetsNoThreadIsForgottenAndTheNextRuns() throws Exception {
    CallQueue queue = new CallQueue(threads);
    noThread.set(true);
    assertThatThrownBy(() -> queue.add(() -> {})).isInstanceOf(OutOfMemoryError.class);
    noThread.set(false);

    assertThat(queue.size()).isZero();
    assertThat(threadOf(queue)).isNotNull();
    queue.addLast(() -> {});
  }

  @Test
  void aThreadInheritsNothingFromWhoAskedFirst() throws Exception {
    InheritableThreadLocal<String> context = new InheritableThreadLocal<>();
    context.set("the caller's");
    CallQueue queue = new CallQueue(threads);
    CompletableFuture<Boolean> inherited = new CompletableFuture<>();
    queue.add(() -> inherited.complete(context.get() != null));

    assertThat(done(inherited)).isFalse();
    queue.addLast(() -> {});
  }
}

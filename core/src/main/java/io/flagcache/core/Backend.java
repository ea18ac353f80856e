package io.flagcache.core;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** The way to the store, which notices when the backend stops answering and when it is back. */
final class Backend {

  private final LongSupplier nanoTime;
  private final Consumer<FlagCacheEvent> events;
  private final Memory memory;
  private boolean down;
  private long downSince;
  private long lastFailure;
  private volatile long lastAnswer;

  Backend(LongSupplier nanoTime, Consumer<FlagCacheEvent> events, Memory memory) {
    this.nanoTime = nanoTime;
    this.events = events;
    this.memory = memory;
    this.lastAnswer = nanoTime.getAsLong();
  }

  /** A question to the store. */
  interface Question<T> {
    T ask() throws Exception;
  }

  <T> T ask(Question<T> question) throws Exception {
    T answer;
    try {
      answer = question.ask();
    } catch (Exception e) {
      lastFailure = nanoTime.getAsLong();
      if (!down) {
        down = true;
        downSince = lastFailure;
        events.accept(new FlagCacheEvent.OutageBegan(e));
      }
      memory.backendFailed();
      throw e;
    }
    lastAnswer = nanoTime.getAsLong();
    memory.backendAnswered();
    if (down) {
      down = false;
      events.accept(
          new FlagCacheEvent.OutageEnded(Duration.ofNanos(nanoTime.getAsLong() - downSince)));
    }
    return answer;
  }

  /** A question whose only answer is that it was done. */
  interface Command {
    void run() throws Exception;
  }

  void tell(Command command) throws Exception {
    ask(
        () -> {
          command.run();
          return true;
        });
  }

  boolean failedWithin(Duration period) {
    return down && nanoTime.getAsLong() - lastFailure < period.toNanos();
  }

  /** Safe to call from any thread. */
  Duration sinceLastAnswer() {
    return Duration.ofNanos(nanoTime.getAsLong() - lastAnswer);
  }
}

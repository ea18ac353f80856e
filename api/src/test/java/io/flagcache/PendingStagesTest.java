package io.flagcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PendingStagesTest {

  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration SHORT = Duration.ofMillis(10);

  private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
  private final PendingStages stages = new PendingStages(timer);

  @AfterEach
  void end() {
    timer.shutdownNow();
  }

  private static void timesOut(CompletableFuture<?> stage) {
    assertThatThrownBy(() -> stage.get(60, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(TimeoutException.class);
  }

  @Test
  void manyCallsInARowSetOneTimer() {
    for (int call = 0; call < 100; call++) {
      stages.remove(stages.add("call", LONG, new CompletableFuture<>()));
    }
    assertThat(timer.getQueue()).hasSize(1);
    assertThat(stages.isEmpty()).isTrue();
  }

  @Test
  void eachFailsAtItsOwnDeadline() {
    CompletableFuture<String> patient = new CompletableFuture<>();
    CompletableFuture<String> first = new CompletableFuture<>();
    CompletableFuture<String> second = new CompletableFuture<>();
    stages.add("patient", LONG, patient);
    stages.add("first", SHORT, first);
    stages.add("second", SHORT.multipliedBy(5), second);

    timesOut(first);
    timesOut(second);

    assertThat(patient).isNotDone();
    assertThat(stages.isEmpty()).isFalse();
  }

  @Test
  void oneThatIsAddedWhenOthersHaveFailedFailsToo() {
    CompletableFuture<String> first = new CompletableFuture<>();
    stages.add("first", SHORT, first);
    timesOut(first);
    CompletableFuture<String> second = new CompletableFuture<>();
    stages.add("second", SHORT, second);
    timesOut(second);
    assertThat(stages.isEmpty()).isTrue();
  }
}

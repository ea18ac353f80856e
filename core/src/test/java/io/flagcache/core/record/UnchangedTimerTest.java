package io.flagcache.core.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class UnchangedTimerTest {

  private static final Duration LEASE = Duration.ofSeconds(90);

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
  private final UnchangedTimer timer = new UnchangedTimer(nanos::get);

  private void pass(Duration duration) {
    nanos.addAndGet(duration.toNanos());
  }

  @Test
  void whatWasNeverSeenIsUnchangedForNoTime() {
    pass(LEASE);
    assertThat(timer.isUnchangedFor(Duration.ZERO)).isFalse();
  }

  @Test
  void timeRunsFromTheFirstLookAndNotFromTheLast() {
    timer.observe("a");
    pass(LEASE.minusMillis(1));
    timer.observe("a");
    assertThat(timer.isUnchangedFor(LEASE)).isFalse();
    pass(Duration.ofMillis(1));
    assertThat(timer.isUnchangedFor(LEASE)).isTrue();
  }

  @Test
  void changeIsKnownOnceItWasSeen() {
    assertThat(timer.sinceChange()).isEmpty();
    timer.observe("a");
    pass(LEASE);
    timer.observe("a");
    assertThat(timer.sinceChange()).isEmpty();
    timer.observe("b");
    pass(LEASE);
    timer.observe("b");
    assertThat(timer.sinceChange()).contains(LEASE);
  }

  @Test
  void anyChangeBeginsAnew() {
    timer.observe("a");
    pass(LEASE);
    timer.observe("b");
    assertThat(timer.isUnchangedFor(Duration.ofNanos(1))).isFalse();
    pass(LEASE);
    timer.observe("a");
    assertThat(timer.isUnchangedFor(Duration.ofNanos(1))).isFalse();
  }
}

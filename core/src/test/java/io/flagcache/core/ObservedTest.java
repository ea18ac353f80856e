package io.flagcache.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ObservedTest {

  private static final Duration LEASE = Duration.ofSeconds(90);

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
  private final Observed observed = new Observed(nanos::get);

  private void pass(Duration duration) {
    nanos.addAndGet(duration.toNanos());
  }

  @Test
  void whatWasNeverSeenIsUnchangedForNoTime() {
    pass(LEASE);
    assertThat(observed.isUnchangedFor(Duration.ZERO)).isFalse();
  }

  @Test
  void timeRunsFromTheFirstLookAndNotFromTheLast() {
    observed.see("a");
    pass(LEASE.minusMillis(1));
    observed.see("a");
    assertThat(observed.isUnchangedFor(LEASE)).isFalse();
    pass(Duration.ofMillis(1));
    assertThat(observed.isUnchangedFor(LEASE)).isTrue();
  }

  @Test
  void changeIsKnownOnceItWasSeen() {
    assertThat(observed.sinceChange()).isEmpty();
    observed.see("a");
    pass(LEASE);
    observed.see("a");
    assertThat(observed.sinceChange()).isEmpty();
    observed.see("b");
    pass(LEASE);
    observed.see("b");
    assertThat(observed.sinceChange()).contains(LEASE);
  }

  @Test
  void anyChangeBeginsAnew() {
    observed.see("a");
    pass(LEASE);
    observed.see("b");
    assertThat(observed.isUnchangedFor(Duration.ofNanos(1))).isFalse();
    pass(LEASE);
    observed.see("a");
    assertThat(observed.isUnchangedFor(Duration.ofNanos(1))).isFalse();
  }
}

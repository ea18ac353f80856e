package io.flagcache.conformance.store;

import io.flagcache.conformance.internal.Timing;
import io.flagcache.conformance.internal.Verdict;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Something that is to last for a while and to end then, watched by one who asks again and again.
 * What is judged is measured, so that a slow machine changes nothing: that it was over before its
 * time, and that it was still there when somebody asked after it.
 */
final class Lifetime {

  private final Verdict verdict;
  private final Timing timing;
  private final String what;
  private final Duration time;
  private final BooleanSupplier isOver;
  private long began;
  private long lastBefore;

  /** When the one who watches had seen it begin: where there is no clock, it is measured so. */
  private long seen;

  private int overdue;
  private boolean ended;

  Lifetime(Verdict verdict, Timing timing, String what, Duration time, BooleanSupplier isOver) {
    this.verdict = verdict;
    this.timing = timing;
    this.what = what;
    this.time = time;
    this.isOver = isOver;
  }

  /** Lets it begin by this step. */
  Lifetime begins(Runnable step) {
    long before = timing.nanoTime();
    step.run();
    watchFrom(before);
    return this;
  }

  /** Lets it begin anew by this step, which has to be done while it lasts. */
  void beginsAnew(Runnable step) {
    String within = "do anything to " + what + " within " + time;
    verdict.machineKeptUp(!ended, within);
    long before = timing.nanoTime();
    step.run();
    verdict.machineKeptUp(timing.nanoTime() - began < time.toNanos(), within);
    watchFrom(before);
  }

  private void watchFrom(long beginning) {
    began = beginning;
    lastBefore = beginning;
    asks();
    seen = timing.nanoTime();
  }

  /** Does something that changes nothing about its time. */
  void isUsed(Runnable step) {
    step.run();
    asks();
  }

  /** Asks, unless nothing can be learnt from the answer yet. */
  boolean asksIfDue() {
    return timing.nanoTime() - began < enough() ? ended : asks();
  }

  private long enough() {
    return time.multipliedBy(3).dividedBy(4).toNanos();
  }

  private boolean asks() {
    long asked = timing.nanoTime();
    if (!ended && isOver.getAsBoolean()) {
      ended = true;
      demandLasted();
    }
    if (!ended) {
      lastBefore = asked;
      demandNotOverdue(asked);
    }
    return ended;
  }

  private void demandLasted() {
    Duration most = Duration.ofNanos(timing.nanoTime() - began);
    verdict.that(
        most.plus(StoreHarness.CLOCK_STEP).compareTo(time) >= 0,
        what + " is to last for " + time + ", but was over after " + most);
    verdict.machineKeptUp(
        lastBefore - began >= enough(),
        "ask shortly before the end of " + what + ", after " + time);
  }

  /** One question may have met somebody in the middle of a change. */
  private void demandNotOverdue(long asked) {
    Duration lasted = Duration.ofNanos(asked - seen);
    overdue = lasted.compareTo(longest()) > 0 ? overdue + 1 : 0;
    verdict.inTime(
        overdue < 2, what + " is to last for " + time + ", and was still there after " + lasted);
  }

  private Duration longest() {
    return time.multipliedBy(7).dividedBy(5).plus(StoreHarness.CLOCK_STEP);
  }
}

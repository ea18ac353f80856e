package io.flagcache.conformance.simulator;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.LinkedBlockingDeque;

/**
 * The time of a scenario, and what is to happen in it. All of it happens on the thread that calls
 * {@link #runUntil(Duration)}; other threads may only {@link #arrive(Runnable)}.
 */
abstract class Timeline {

  private final PriorityQueue<Appointment> agenda =
      new PriorityQueue<>(
          Comparator.comparingLong(Appointment::nanos).thenComparingLong(Appointment::number));
  private final LinkedBlockingDeque<Runnable> arrivals = new LinkedBlockingDeque<>();
  private long appointments;
  private long now;
  private int callsUnderWay;

  private record Appointment(long nanos, long number, Runnable action) {}

  final Duration now() {
    now = Math.max(now, passed(now));
    return Duration.ofNanos(now);
  }

  /** Does something later; what lies in the past is done next. */
  final void at(Duration time, Runnable action) {
    appointments++;
    agenda.add(new Appointment(time.toNanos(), appointments, action));
  }

  final void after(Duration delay, Runnable action) {
    at(now().plus(delay), action);
  }

  /** Does something as soon as possible. Safe to call from any thread. */
  final void arrive(Runnable action) {
    arrivals.add(action);
  }

  /** From now on time passes in small steps, so that the end of the call is seen when it comes. */
  final void callBegan() {
    callsUnderWay++;
  }

  final void callEnded() {
    callsUnderWay--;
  }

  /** What a time of the real world, such as a time-out in an SDK, is in the scenario. */
  abstract Duration fromRealTime(Duration real);

  /** The least time that passes unnoticed between two things that are said to happen at once. */
  abstract Duration tolerance();

  /** How much time has passed by itself, if that is more than what was seen last. */
  abstract long passed(long seen);

  /** Lets time pass until the target, or until something has arrived, and returns the time. */
  abstract long idle(
      long now, long target, boolean callsUnderWay, LinkedBlockingDeque<Runnable> arrivals);

  final void runUntil(Duration end) {
    long endNanos = end.toNanos();
    while (true) {
      runArrivals();
      Appointment next = agenda.peek();
      long target = next == null ? endNanos : Math.min(next.nanos(), endNanos);
      long present = now().toNanos();
      if (present < target) {
        now = Math.max(present, idle(present, target, callsUnderWay > 0, arrivals));
      } else if (next != null && next.nanos() <= endNanos) {
        agenda.remove();
        next.action().run();
      } else {
        return;
      }
    }
  }

  private void runArrivals() {
    for (Runnable arrival = arrivals.poll(); arrival != null; arrival = arrivals.poll()) {
      arrival.run();
    }
  }
}

package io.flagcache.conformance.internal;

import io.flagcache.conformance.rule.Disturbance;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import org.opentest4j.TestAbortedException;

/** What a test is run on: a fixture, and how its mishaps are told. */
public abstract class Harness {

  /** A backend's clock may count in coarser steps than ours. */
  public static final Duration CLOCK_STEP = Duration.ofMillis(20);

  /** Words failures. */
  protected final Verdict verdict;

  /** The times of this test. */
  protected final Timing timing;

  /**
   * Makes a harness.
   *
   * @param verdict words failures
   * @param timing the times of this test
   */
  protected Harness(Verdict verdict, Timing timing) {
    this.verdict = verdict;
    this.timing = timing;
  }

  /**
   * Which disturbances of the fixture others feel.
   *
   * @return the disturbances
   */
  protected abstract Set<Disturbance> disturbances();

  /**
   * Ends all faults and closes what the test has used.
   *
   * @throws Exception if it fails
   */
  protected abstract void close() throws Exception;

  /** Something that a fixture does. */
  @FunctionalInterface
  public interface FixtureStep {

    /**
     * Does it.
     *
     * @throws Exception if it fails
     */
    void run() throws Exception;
  }

  /**
   * Has the fixture do something.
   *
   * @param what what it does, as in "the fixture failed to …"
   * @param step does it
   */
  public final void run(String what, FixtureStep step) {
    from(
        what,
        () -> {
          step.run();
          return what;
        });
  }

  /**
   * Has the fixture answer something.
   *
   * @param what what it does, as in "the fixture failed to …"
   * @param step does it
   * @param <T> what it answers
   * @return the answer
   */
  public final <T> T from(String what, Callable<T> step) {
    try {
      return step.call();
    } catch (UnsupportedOperationException e) {
      throw verdict.ofFixture(String.valueOf(e.getMessage()), e);
    } catch (TestAbortedException e) {
      throw e; // The fixture says that this cannot be judged here.
    } catch (Exception e) {
      throw verdict.ofFixture("the fixture failed to " + what + ": " + e, e);
    }
  }

  /**
   * Demands that something lasted for its time, which takes a machine that asks often enough.
   *
   * @param what it, as in "the lease of …"
   * @param time how long it is to last
   * @param since when it began at the earliest, by the time of the test
   * @param end when it ended
   */
  public final void demandLasted(String what, Duration time, long since, Await.Turn end) {
    Duration most = Duration.ofNanos(end.firstAfter() - since);
    verdict.that(
        most.plus(CLOCK_STEP).compareTo(time) >= 0,
        what + " is to last for " + time + ", but was over after " + most);
    Duration least = Duration.ofNanos(end.lastBefore() - since);
    verdict.inTime(
        least.multipliedBy(4).compareTo(time.multipliedBy(3)) >= 0,
        what
            + " is to last for "
            + time
            + ", but this machine did not ask between "
            + least
            + " and "
            + most);
  }

  /**
   * Demands that something was over in time. Whoever finds it still there later than that has shown
   * that it lasts too long, however slow the machine is.
   *
   * @param what it, as in "the lease of …"
   * @param limit how long it may last
   * @param since when it began at the latest, by the time of the test
   * @param end when it ended
   */
  public final void demandOver(String what, Duration limit, long since, Await.Turn end) {
    Duration least = Duration.ofNanos(end.lastBefore() - since);
    verdict.inTime(
        least.minus(CLOCK_STEP).compareTo(limit) <= 0,
        what + " is to be over after " + limit + ", but was not after " + least);
    Duration most = Duration.ofNanos(end.firstAfter() - since);
    verdict.machineKeptUp(
        most.compareTo(limit.multipliedBy(2)) <= 0,
        "ask between " + least + " and " + most + " whether " + what + " is over");
  }

  /**
   * What an optional method of a fixture throws by default.
   *
   * @param claimed the capability that it belongs to
   * @param method the method
   * @return to be thrown
   */
  public static UnsupportedOperationException notImplemented(Enum<?> claimed, String method) {
    return new UnsupportedOperationException(
        "The capability "
            + claimed
            + " is claimed, but the fixture does not implement "
            + method
            + "; implement it, or do not claim "
            + claimed);
  }
}

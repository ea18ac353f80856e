package io.flagcache.conformance.internal;

import java.time.Duration;

/**
 * Words every failure as one sentence that begins with the rule.
 *
 * @param rule the rule's id
 */
public record Verdict(String rule) {

  /**
   * Words a failure.
   *
   * @param what what was done wrong
   * @return to be thrown
   */
  public AssertionError broken(String what) {
    return new AssertionError(rule + ": " + what);
  }

  /**
   * Words a failure.
   *
   * @param what what was done wrong
   * @param cause what shows it
   * @return to be thrown
   */
  public AssertionError broken(String what, Throwable cause) {
    return new AssertionError(rule + ": " + what, cause);
  }

  /**
   * Words a failure for which a slow machine may be to blame.
   *
   * @param what what came too late
   * @return to be thrown
   */
  public AssertionError late(String what) {
    return new TooLate(rule + ": " + what, null, TooLate.Kind.PROVIDER);
  }

  /**
   * Words a failure for which a slow machine may be to blame.
   *
   * @param what what came too late
   * @param cause what shows it
   * @return to be thrown
   */
  public AssertionError late(String what, Throwable cause) {
    return new TooLate(rule + ": " + what, cause, TooLate.Kind.PROVIDER);
  }

  /**
   * Words the failure of a call that ran out of time.
   *
   * @param what what failed
   * @param deadline how long it was given
   * @param cause what shows it
   * @return to be thrown
   */
  public AssertionError ranOutOfTime(String what, Duration deadline, Throwable cause) {
    boolean longest = deadline.compareTo(Timing.LONGEST_DEADLINE) >= 0;
    return new TooLate(
        rule + ": " + what,
        cause,
        longest ? TooLate.Kind.CALL_WITH_LONGEST_DEADLINE : TooLate.Kind.PROVIDER);
  }

  /**
   * Words the failure of a call that had time left.
   *
   * @param what what failed
   * @param took how long the call took
   * @param cause what shows it
   * @return to be thrown
   */
  public AssertionError failed(String what, Duration took, Throwable cause) {
    // What a client had begun before, a connection perhaps, may have run out of time all the same.
    return Machine.wasBusySince(System.nanoTime() - took.toNanos())
        ? new TooLate(rule + ": " + what, cause, TooLate.Kind.CALL_ON_A_BUSY_MACHINE)
        : broken(what, cause);
  }

  /**
   * Fails unless something came in time.
   *
   * @param came whether it did
   * @param whatIfNot what came too late if it did not
   */
  public void inTime(boolean came, String whatIfNot) {
    if (!came) {
      throw late(whatIfNot);
    }
  }

  /**
   * Demands that the test's own steps came soon enough after each other to show anything.
   *
   * @param kept whether they did
   * @param whatIfNot what this machine could not do
   */
  public void machineKeptUp(boolean kept, String whatIfNot) {
    if (!kept) {
      throw new TooLate(rule + ": this machine could not " + whatIfNot, null, TooLate.Kind.TEST);
    }
  }

  /**
   * Fails unless something is so.
   *
   * @param kept what is to be so
   * @param whatIfNot what was done wrong if it is not
   */
  public void that(boolean kept, String whatIfNot) {
    if (!kept) {
      throw broken(whatIfNot);
    }
  }
}

package io.flagcache.conformance.internal;

import java.time.Duration;

/**
 * Words every failure as one sentence that begins with the rule.
 *
 * @param rule the rule's id
 */
public record Verdict(String rule) {

  /** A client may give each of its attempts a part of what the engine leaves of the deadline. */
  private static final int ATTEMPTS = 4;

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
   * Whether a call took so long that with more time it might not have failed.
   *
   * @param took how long the call took
   * @param deadline how long it was given
   * @return true if it may have run out of time
   */
  public static boolean mayHaveRunOutOfTime(Duration took, Duration deadline) {
    return took.multipliedBy(ATTEMPTS).compareTo(deadline) >= 0;
  }

  /**
   * Words the failure of a call, for which want of time may be to blame.
   *
   * @param what what failed
   * @param took how long the call took
   * @param deadline how long it was given
   * @param cause what shows it
   * @return to be thrown
   */
  public AssertionError callFailed(String what, Duration took, Duration deadline, Throwable cause) {
    String sentence = rule + ": " + what;
    if (mayHaveRunOutOfTime(took, deadline)) {
      boolean longest = deadline.compareTo(Timing.LONGEST_DEADLINE) >= 0;
      return new TooLate(
          sentence,
          cause,
          longest ? TooLate.Kind.CALL_WITH_LONGEST_DEADLINE : TooLate.Kind.PROVIDER);
    }
    // What a client had begun before, a connection perhaps, may have run out of time all the same.
    return Machine.wasBusySince(System.nanoTime() - took.toNanos())
        ? new TooLate(sentence, cause, TooLate.Kind.CALL_ON_A_BUSY_MACHINE)
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

package io.flagcache.conformance.internal;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Words every failure: a sentence that begins with the rule and tells what was done, and then where
 * to look.
 *
 * @param rule the rule's id
 * @param lookAt the rule whose usual cause is told, mostly the same
 */
public record Verdict(String rule, String lookAt) {

  /** A client may give each of its attempts a part of what the engine leaves of the deadline. */
  private static final int ATTEMPTS = 4;

  /**
   * Words the failures of a rule.
   *
   * @param rule the rule's id
   */
  public Verdict(String rule) {
    this(rule, rule);
  }

  /**
   * For what goes wrong on the way, before the rule itself is judged.
   *
   * @param other the rule that says what is to be so
   * @return words failures of the same rule, with the usual cause of the other
   */
  public Verdict asIn(String other) {
    return new Verdict(rule, other);
  }

  /**
   * Words a failure.
   *
   * @param what what was done wrong
   * @return to be thrown
   */
  public AssertionError broken(String what) {
    return new AssertionError(sentence(what) + Sentences.whereToLook(lookAt));
  }

  /**
   * Words a failure.
   *
   * @param what what was done wrong
   * @param cause what shows it
   * @return to be thrown
   */
  public AssertionError broken(String what, Throwable cause) {
    return new AssertionError(sentence(what) + Sentences.whereToLook(lookAt), cause);
  }

  /**
   * Words a failure of the fixture, of which the provider knows nothing.
   *
   * @param what what went wrong
   * @param cause what shows it
   * @return to be thrown
   */
  public AssertionError ofFixture(String what, Throwable cause) {
    return new AssertionError(sentence(what) + Sentences.whatAFixtureIs(), cause);
  }

  private String sentence(String what) {
    String text = Sentences.withDurationsForPeople(rule + ": " + what);
    return text.endsWith(".") ? text : text + ".";
  }

  private TooLate tooLate(String what, @Nullable Throwable cause, TooLate.Kind kind) {
    return new TooLate(
        sentence(what) + Sentences.ifTheMachineIsSlow() + Sentences.whereToLook(lookAt),
        cause,
        kind);
  }

  /**
   * Words a failure for which a slow machine may be to blame.
   *
   * @param what what came too late
   * @return to be thrown
   */
  public AssertionError late(String what) {
    return tooLate(what, null, TooLate.Kind.PROVIDER);
  }

  /**
   * Words a failure for which a slow machine may be to blame.
   *
   * @param what what came too late
   * @param cause what shows it
   * @return to be thrown
   */
  public AssertionError late(String what, Throwable cause) {
    return tooLate(what, cause, TooLate.Kind.PROVIDER);
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
    if (mayHaveRunOutOfTime(took, deadline)) {
      boolean longest = deadline.compareTo(Timing.LONGEST_DEADLINE) >= 0;
      return tooLate(
          what, cause, longest ? TooLate.Kind.CALL_WITH_LONGEST_DEADLINE : TooLate.Kind.PROVIDER);
    }
    // What a client had begun before, a connection perhaps, may have run out of time all the same.
    return Machine.wasBusySince(System.nanoTime() - took.toNanos())
        ? tooLate(what, cause, TooLate.Kind.CALL_ON_A_BUSY_MACHINE)
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
      String what = "this machine could not " + whatIfNot;
      throw new TooLate(sentence(what) + Sentences.ifTheMachineIsSlow(), null, TooLate.Kind.TEST);
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

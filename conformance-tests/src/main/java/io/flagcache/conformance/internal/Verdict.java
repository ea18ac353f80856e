package io.flagcache.conformance.internal;

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

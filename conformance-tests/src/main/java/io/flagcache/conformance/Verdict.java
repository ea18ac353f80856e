package io.flagcache.conformance;

/** Words every failure as one sentence that begins with the rule. */
record Verdict(String rule) {

  AssertionError broken(String what) {
    return new AssertionError(rule + ": " + what);
  }

  AssertionError broken(String what, Throwable cause) {
    return new AssertionError(rule + ": " + what, cause);
  }

  void that(boolean kept, String whatIfNot) {
    if (!kept) {
      throw broken(whatIfNot);
    }
  }
}

package io.flagcache.conformance.rule;

/** How binding a rule is. */
public enum Level {
  /** Without it flags are lost, wrong or stale somewhere: it cannot be waived. */
  MUST,
  /**
   * Without it the fleet asks the API, or moves data, more often than needed. A test class may
   * waive it, with a reason.
   */
  SHOULD
}

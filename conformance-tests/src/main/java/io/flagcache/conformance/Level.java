package io.flagcache.conformance;

/** How binding a rule is. */
public enum Level {
  /** Without it flags are lost, wrong or stale somewhere: it cannot be waived. */
  MUST,
  /**
   * Without it the fleet asks the API more often than needed. A provider may waive it, see {@link
   * FlagDefinitionCacheProviderConformance#waivers()}.
   */
  SHOULD
}

package io.flagcache.posthog;

/** The calls of the cache contract. */
public enum CacheCall {
  /** {@code shouldFetchFlagDefinitions()}. */
  SHOULD_FETCH("shouldFetchFlagDefinitions()", true),
  /** {@code getFlagDefinitions()}. */
  GET("getFlagDefinitions()", true),
  /** {@code onFlagDefinitionsReceived(…)}. */
  RECEIVED("onFlagDefinitionsReceived(…)", false),
  /** {@code shutdown()}. */
  SHUTDOWN("shutdown()", false);

  private final String method;
  private final boolean answers;

  CacheCall(String method, boolean answers) {
    this.method = method;
    this.answers = answers;
  }

  boolean answers() {
    return answers;
  }

  /** The method's name. */
  @Override
  public String toString() {
    return method;
  }
}

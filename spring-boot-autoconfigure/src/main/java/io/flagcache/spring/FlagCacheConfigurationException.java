package io.flagcache.spring;

/** The application is configured in a way that gives no cache. */
final class FlagCacheConfigurationException extends RuntimeException {

  private final String action;

  FlagCacheConfigurationException(String description, String action) {
    super(description);
    this.action = action;
  }

  FlagCacheConfigurationException(String description, String action, Throwable cause) {
    super(description, cause);
    this.action = action;
  }

  String action() {
    return action;
  }
}

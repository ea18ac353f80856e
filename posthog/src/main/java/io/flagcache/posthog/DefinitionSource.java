package io.flagcache.posthog;

/** Where the definitions that a loader serves came from. */
public enum DefinitionSource {
  /** Nothing is served yet. */
  NONE,
  /** The API. */
  API,
  /** The cache. */
  CACHE
}

package io.flagcache.posthog;

/** Who says that the served definitions are the present ones. */
public enum DefinitionSource {
  /** Nothing is served yet. */
  NONE,
  /** The API. */
  API,
  /** The cache. */
  CACHE
}

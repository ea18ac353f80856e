package io.flagcache.core.record;

/** How fresh a record has to be. */
public enum Freshness {
  /** As the last change left it. */
  LATEST,

  /** May be what stood there a moment ago, if the backend reads that for less. */
  MAY_LAG
}

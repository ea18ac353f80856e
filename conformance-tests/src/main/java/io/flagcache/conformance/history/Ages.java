package io.flagcache.conformance.history;

/** What a store tells of the time since an entry was published. */
public enum Ages {
  /** The time, or not less than it by more than a step. */
  TOLD,
  /**
   * Nothing. What a worker fetched that did not lead cannot be ordered then: neither its epoch nor
   * its age says whether it is newer than what is stored.
   */
  NONE
}

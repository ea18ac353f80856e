package io.flagcache.core.store;

/** What a store's user does in its backend. */
public enum Access {
  /** Reads entries and nothing else. */
  READ,
  /** Reads and writes leases and entries. */
  WRITE
}

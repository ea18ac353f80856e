package io.flagcache.core;

/** What a worker may do. */
public enum Role {
  /** Takes part in the election, reads, and publishes when it leads. */
  WORKER,
  /** Only reads: never leads, never writes, and needs no right to. */
  READER
}

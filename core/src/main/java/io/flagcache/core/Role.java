package io.flagcache.core;

import io.flagcache.core.store.Access;

/** What a worker may do. */
public enum Role {
  /** Takes part in the election, reads, and publishes when it leads. */
  WORKER(Access.WRITE),
  /** Only reads: never leads, never writes, and needs no right to. */
  READER(Access.READ);

  private final Access access;

  Role(Access access) {
    this.access = access;
  }

  /**
   * What the backend has to let it do.
   *
   * @return the least that is enough
   */
  public Access access() {
    return access;
  }
}

package io.flagcache.conformance.store;

/**
 * What a store keeps, or its fixture can do, beyond the least that every one needs. Tests that need
 * a capability which is not claimed are skipped visibly. Begin with none, look at what is skipped,
 * and add.
 */
public enum StoreCapability {
  /**
   * The backend keeps whose the last lease was, and its epoch, when the lease is over. Without it
   * epochs have to grow by themselves, as the backend's clock does, and a lease that has run out
   * cannot be told from one that was taken. Only a layout that is shared with other programs has a
   * reason not to claim it.
   */
  LAST_LEASE,
  /**
   * The backend keeps an entry's stamp beside its payload, and gives back what was stored. Only a
   * layout that is shared with other programs has a reason not to claim it; its stamps must still
   * have the hash of the payload.
   */
  STORED_STAMP,
  /** {@link StoreFixture#beforeNextWrite(Runnable)}. */
  RACE_HOOK,
  /** {@link StoreFixture#forgeEpoch(String, StoreFixture.EpochField, String)}. */
  FORGED_EPOCHS,
  /** {@link StoreFixture#storedFields()}. */
  STORED_FIELDS,
  /** {@link StoreFixture#loseNextReply()}. */
  LOST_REPLY,
  /** {@link StoreFixture#hangBackend()} and {@link StoreFixture#continueBackend()}. */
  BACKEND_HANG,
  /** {@link StoreFixture#cutBackend()} and {@link StoreFixture#restoreBackend()}. */
  BACKEND_OUTAGE,
  /** {@link StoreFixture#secrets()}. */
  CREDENTIALS
}

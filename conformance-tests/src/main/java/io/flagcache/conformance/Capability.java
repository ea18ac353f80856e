package io.flagcache.conformance;

/**
 * What a provider has, or its fixture can do, beyond the least that every one needs. Rules that
 * need a capability which is not claimed are skipped visibly. Claiming one means implementing the
 * methods of {@link ProviderFixture}, or honouring the settings of {@link WorkerSettings}, that are
 * named here.
 */
public enum Capability {
  /** {@link ProviderFixture#cutBackend()} and {@link ProviderFixture#restoreBackend()}. */
  BACKEND_OUTAGE,
  /** {@link ProviderFixture#hangBackend()} and {@link ProviderFixture#continueBackend()}. */
  BACKEND_HANG,
  /**
   * {@link ProviderFixture#damageEntry(String, Damage)}. The provider has to recognize damage that
   * leaves valid JSON, too, by a hash perhaps.
   */
  CORRUPTION,
  /** {@link ProviderFixture#forgeEntry(String, String)}. */
  FORGED_ENTRY,
  /** {@link ProviderFixture#storedFields()}. */
  STORED_FIELDS,
  /** {@link ProviderFixture#loseNextReply()}. */
  LOST_REPLY,
  /** {@link ProviderFixture#beforeNextWrite(Runnable)}. */
  RACE_HOOK,
  /** {@link ProviderFixture#cost()}. */
  COST_COUNTERS,
  /** {@link ProviderFixture#openConnections()}. */
  CONNECTION_COUNT,
  /** {@link ProviderFixture#secrets()}. */
  CREDENTIALS,
  /** {@link WorkerSettings#reader()}. */
  READER_ROLE,
  /** {@link WorkerSettings#outagePolicy()} and {@link WorkerSettings#holdLimit()}. */
  HOLD_POLICY,
  /** {@link WorkerSettings#maxDocumentBytes()}. */
  DOCUMENT_LIMIT,
  /** {@link WorkerSettings#clockSkew()}. */
  CLOCK_SKEW,
  /** {@link ProviderFixture#newWorkerOfAnotherProcess(WorkerSettings)}. */
  OTHER_PROCESS,
  /** {@link ProviderFixture#newWorkerOfAnotherVersion(WorkerSettings)}. */
  OTHER_VERSION
}

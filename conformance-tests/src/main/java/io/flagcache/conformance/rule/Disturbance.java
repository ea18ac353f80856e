package io.flagcache.conformance.rule;

/**
 * What a test does that others may feel which run at the same time. It then runs alone, unless the
 * fixture says that others do not feel it: see {@link
 * io.flagcache.conformance.ProviderFixture#disturbances()}.
 */
public enum Disturbance {
  /** Wipes the backend. */
  DATA,
  /** Breaks connections, refuses them or loses answers, or counts what goes over them. */
  CONNECTIONS,
  /** Makes the backend hang. */
  SERVER,
  /** Counts the threads of the JVM, which all fixtures share. */
  THREADS
}

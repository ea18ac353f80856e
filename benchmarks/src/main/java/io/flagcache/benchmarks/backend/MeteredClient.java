package io.flagcache.benchmarks.backend;

/** A client of a backend that bills by request. */
public interface MeteredClient extends ProviderClient {

  /** What the requests of this client consume. */
  UnitMeter meter();
}

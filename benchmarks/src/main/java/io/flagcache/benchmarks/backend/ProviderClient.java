package io.flagcache.benchmarks.backend;

import io.flagcache.core.FlagCacheBuilder;

/** A client that flagcache works with. */
public interface ProviderClient extends BackendClient {

  /** A builder of providers on this client. */
  FlagCacheBuilder<?> flagCache();
}

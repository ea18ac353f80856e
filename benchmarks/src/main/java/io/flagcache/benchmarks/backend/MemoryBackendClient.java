package io.flagcache.benchmarks.backend;

import io.flagcache.core.FlagCacheBuilder;
import io.flagcache.core.memory.InMemoryBackend;
import io.flagcache.core.memory.InMemoryFlagCache;

/** No client: what is left is what flagcache itself takes. */
final class MemoryBackendClient implements ProviderClient {

  private final InMemoryBackend backend = new InMemoryBackend();

  @Override
  public FlagCacheBuilder<?> flagCache() {
    return InMemoryFlagCache.builder(backend);
  }

  @Override
  public Object smallRequest() {
    throw new UnsupportedOperationException("There is nobody to ask");
  }

  @Override
  public ValueAndLock valueAndLock(String serviceKey) {
    throw new UnsupportedOperationException("The example needs a server");
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}

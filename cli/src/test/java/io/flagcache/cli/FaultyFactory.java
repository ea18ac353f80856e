package io.flagcache.cli;

import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.FlagDefinitionCacheProviderFactory;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes a provider that breaks the rules once, and fails afterwards. */
public final class FaultyFactory implements FlagDefinitionCacheProviderFactory {

  private final FlagDefinitionCacheProviderFactory working = new EveryoneLeadsFactory();
  static final AtomicInteger WORKING = new AtomicInteger();

  @Override
  public Set<String> schemes() {
    return Set.of("faulty");
  }

  /** Shows the whole URL, as a provider should not. */
  @Override
  public FlagDefinitionCacheProvider create(String url) {
    if (WORKING.decrementAndGet() < 0) {
      throw new IllegalStateException("gone away:\n" + url);
    }
    return working.create(url);
  }
}

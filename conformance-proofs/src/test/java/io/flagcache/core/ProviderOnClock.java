package io.flagcache.core;

import java.util.List;
import java.util.function.LongSupplier;

/** Builds a provider whose leases end by a clock of the test's. */
public final class ProviderOnClock {

  private ProviderOnClock() {}

  /** As {@link FlagCacheBuilder#build()}, without listeners. */
  public static FlagCacheProvider build(FlagCacheBuilder<?> builder, LongSupplier nanoTime) {
    FlagCacheSettings settings = builder.settings();
    return new FlagCacheProvider(settings, builder.openStore(settings), List.of(), nanoTime);
  }
}

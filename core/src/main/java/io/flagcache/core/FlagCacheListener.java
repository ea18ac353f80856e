package io.flagcache.core;

/** Hears what happens to a provider. */
@FunctionalInterface
public interface FlagCacheListener {

  /**
   * Something happened.
   *
   * <p>Called on the provider's thread, between its calls: it must not block. What it throws is
   * logged and has no effect.
   *
   * @param event what happened
   */
  void on(FlagCacheEvent event);
}

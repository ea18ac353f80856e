package io.flagcache.core;

/**
 * Hears what happens to a provider.
 *
 * <p>Called on the thread of a call, before the next one begins: it must not block. What it throws
 * has no effect, and is logged once for each listener.
 */
@FunctionalInterface
public interface FlagCacheListener {

  /**
   * Something happened.
   *
   * @param event what happened
   */
  void on(FlagCacheEvent event);

  /**
   * A call of the store has ended, well or not. Comes several times in each poll. By default
   * nothing is done.
   *
   * @param call what was called, and how long it took
   */
  default void onStoreCall(StoreCall call) {}
}

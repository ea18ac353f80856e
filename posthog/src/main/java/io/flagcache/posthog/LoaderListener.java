package io.flagcache.posthog;

/** Hears what happens to a loader or a provider that fetches. */
@FunctionalInterface
public interface LoaderListener {

  /**
   * Something happened.
   *
   * <p>Called on the thread that polls, one event at a time, and the next poll waits for it. What
   * it throws is logged and has no effect.
   *
   * @param event what happened
   */
  void on(LoaderEvent event);
}

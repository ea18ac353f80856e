package io.flagcache.posthog;

import io.flagcache.FlagDefinitionCacheData;
import java.util.Optional;

/**
 * What polls the API and the cache, and can be watched at it. No method blocks; all may be called
 * from any thread.
 */
public sealed interface MonitoredLoader permits DefinitionLoader, FetchingProvider {

  /**
   * What is served now. Does not wait for a poll.
   *
   * @return the definitions; empty until the first poll that found some, and never empty again
   */
  Optional<FlagDefinitionCacheData> definitions();

  /**
   * The state now. Does not wait for a poll.
   *
   * @return an immutable snapshot
   */
  LoaderStatus status();

  /**
   * Adds a listener. It hears what happens from now on.
   *
   * @param listener called on the thread that polls
   */
  void addListener(LoaderListener listener);

  /**
   * Removes a listener: it hears nothing any more, but for what is being told just now.
   *
   * @param listener one that was added; any other is ignored
   */
  void removeListener(LoaderListener listener);
}

package io.flagcache.posthog;

import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.core.FlagCacheProvider;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The validated settings of what polls.
 *
 * @param access null if the API is never asked
 * @param stageLimit how long an answer of the cache is waited for
 * @param pacing how API requests are spread
 */
record LoaderSettings(
    @Nullable ApiAccess access,
    @Nullable FlagDefinitionCacheProvider cache,
    Duration pollInterval,
    Duration requestTimeout,
    int maxDocumentBytes,
    LoaderListener listener,
    LongSupplier nanoTime,
    Duration stageLimit,
    Pacing pacing) {

  private static final int USUAL_LEASE_IN_POLLS = 3;

  /** How long the cache's lease lives, as far as it can be known. */
  Duration lease() {
    return cache instanceof FlagCacheProvider known
        ? known.settings().lease()
        : pollInterval.multipliedBy(USUAL_LEASE_IN_POLLS);
  }
}

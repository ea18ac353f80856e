package io.flagcache.posthog;

import io.flagcache.FlagDefinitionCacheData;

/** What became of reading the cache. */
sealed interface CacheAnswer {

  /** The shared document. */
  record Found(FlagDefinitionCacheData definitions) implements CacheAnswer {}

  /** There is none. */
  record Empty() implements CacheAnswer {}

  /** The cache failed, which has been reported. */
  record Failed() implements CacheAnswer {}
}

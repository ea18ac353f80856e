package io.flagcache.testservers;

import io.flagcache.FlagDefinitionCacheProvider;

/** What tests do with workers beyond the contract. */
public final class Workers {

  private Workers() {}

  /** Shuts a worker down and waits for it, whatever comes of it: the test has judged it before. */
  public static void shutDown(FlagDefinitionCacheProvider worker) {
    worker.shutdown().toCompletableFuture().handle((done, failure) -> true).join();
  }
}

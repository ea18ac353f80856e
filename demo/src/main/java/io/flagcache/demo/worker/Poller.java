package io.flagcache.demo.worker;

import io.flagcache.posthog.DefinitionLoader;

/** What polls in a worker. */
interface Poller extends AutoCloseable {

  /** Polls at once, and from then on in the poll interval. */
  void start();

  /** Polls no more, and gives up the lease. */
  @Override
  void close();

  static Poller of(DefinitionLoader loader) {
    return new Poller() {
      @Override
      public void start() {
        loader.start();
      }

      @Override
      public void close() {
        loader.close();
      }
    };
  }
}

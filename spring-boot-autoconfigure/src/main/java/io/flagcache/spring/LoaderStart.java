package io.flagcache.spring;

import io.flagcache.posthog.DefinitionLoader;
import org.springframework.context.SmartLifecycle;

/** Starts a loader when all beans are made, and before the application takes requests. */
final class LoaderStart implements SmartLifecycle {

  private static final int BEFORE_THE_WEB_SERVER = DEFAULT_PHASE - 4096;

  private final DefinitionLoader loader;
  private volatile boolean running;

  LoaderStart(DefinitionLoader loader) {
    this.loader = loader;
  }

  @Override
  public void start() {
    loader.start();
    running = true;
  }

  /** Polling goes on until the loader is closed, since a closed one cannot start again. */
  @Override
  public void stop() {
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return BEFORE_THE_WEB_SERVER;
  }
}

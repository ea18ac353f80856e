package io.flagcache.posthog;

import java.util.concurrent.ThreadFactory;

/** Makes threads that keep neither the process nor a class loader alive. */
record DaemonThreads(String name) implements ThreadFactory {

  @Override
  public Thread newThread(Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    // The caller's context class loader must not be kept alive by a thread that may outlive it.
    thread.setContextClassLoader(DaemonThreads.class.getClassLoader());
    return thread;
  }
}

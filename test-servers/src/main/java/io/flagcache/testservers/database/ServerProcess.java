package io.flagcache.testservers.database;

import io.flagcache.testservers.ServerProcesses;

/** A database in processes that this JVM started. */
abstract class ServerProcess implements TestServer {

  /** The process that all others of the server descend from. */
  abstract ProcessHandle process();

  @Override
  public final boolean isOurs() {
    return true;
  }

  @Override
  public final void pause() {
    ServerProcesses.pause(process());
  }

  @Override
  public void resume() {
    ServerProcesses.resume(process());
  }

  @Override
  public final void kill() {
    ServerProcesses.kill(process());
  }
}

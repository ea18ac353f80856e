package io.flagcache.cli.sync;

/** The writer cannot start; the message is one line for the user, without credentials. */
public final class SyncFailure extends Exception {

  private static final long serialVersionUID = 1;

  /** Makes a failure. */
  public SyncFailure(String message) {
    super(message);
  }
}

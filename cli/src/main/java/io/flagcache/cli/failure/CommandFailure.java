package io.flagcache.cli.failure;

/** A command cannot start or go on; the message is one line for the user, without credentials. */
public final class CommandFailure extends Exception {

  private static final long serialVersionUID = 1;

  /** Makes a failure. */
  public CommandFailure(String message) {
    super(message);
  }

  /** Makes a failure with its cause. */
  public CommandFailure(String message, Throwable cause) {
    super(message, cause);
  }
}

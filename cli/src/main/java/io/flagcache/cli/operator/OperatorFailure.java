package io.flagcache.cli.operator;

/** The cache cannot be used; the message is one line for the user, without credentials. */
public final class OperatorFailure extends Exception {

  private static final long serialVersionUID = 1;

  /** Makes a failure. */
  public OperatorFailure(String message) {
    super(message);
  }
}

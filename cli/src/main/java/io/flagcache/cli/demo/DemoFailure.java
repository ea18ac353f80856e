package io.flagcache.cli.demo;

/** The demo cannot go on; the message is one line for the user. */
public final class DemoFailure extends Exception {

  private static final long serialVersionUID = 1;

  /** Makes a failure. */
  public DemoFailure(String message) {
    super(message);
  }

  /** Makes a failure with its cause. */
  public DemoFailure(String message, Throwable cause) {
    super(message, cause);
  }
}

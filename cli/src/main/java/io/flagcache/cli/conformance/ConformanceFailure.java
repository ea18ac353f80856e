package io.flagcache.cli.conformance;

/** The kit cannot be run; the message is one line for the user. */
public final class ConformanceFailure extends Exception {

  private static final long serialVersionUID = 1;

  /** Makes a failure. */
  public ConformanceFailure(String message) {
    super(message);
  }

  /** Makes a failure with its cause. */
  public ConformanceFailure(String message, Throwable cause) {
    super(message, cause);
  }
}

package io.flagcache.demo;

/** The demo cannot start or go on; the message is one line for the user, without credentials. */
public final class DemoFailure extends Exception {

  private static final long serialVersionUID = 1;

  DemoFailure(String message) {
    super(message);
  }

  DemoFailure(String message, Throwable cause) {
    super(message, cause);
  }
}

package io.flagcache.conformance.internal;

import org.jspecify.annotations.Nullable;

/**
 * Says that something came too late, for which the machine may be to blame: it counts when it
 * happens again with all times stretched.
 */
public final class TooLate extends AssertionError {

  private final boolean hadLongestTime;

  TooLate(String message, @Nullable Throwable cause, boolean hadLongestTime) {
    super(message, cause);
    this.hadLongestTime = hadLongestTime;
  }

  /** Whether more time could not have been given, since the SDK does not. */
  boolean hadLongestTime() {
    return hadLongestTime;
  }
}

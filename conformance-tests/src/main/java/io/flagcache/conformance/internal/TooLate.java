package io.flagcache.conformance.internal;

import org.jspecify.annotations.Nullable;

/**
 * Says that something came too late, for which the machine may be to blame: it counts when it
 * happens again with all times stretched.
 */
public final class TooLate extends AssertionError {

  TooLate(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

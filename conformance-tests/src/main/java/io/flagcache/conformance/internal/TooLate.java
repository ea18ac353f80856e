package io.flagcache.conformance.internal;

import org.jspecify.annotations.Nullable;

/**
 * Says that something came too late, for which the machine may be to blame: it counts when it
 * happens again with all times stretched.
 */
public final class TooLate extends AssertionError {

  /** Who or what was too late. */
  enum Kind {
    /** The provider, as far as can be told. */
    PROVIDER,
    /**
     * A call that failed before its time was over, on a machine that was busy: judged once more.
     */
    CALL_ON_A_BUSY_MACHINE,
    /** A call that had as much time as the SDK ever gives. */
    CALL_WITH_LONGEST_DEADLINE,
    /** The test's own steps, which says nothing of the provider. */
    TEST
  }

  private final Kind kind;

  TooLate(String message, @Nullable Throwable cause, Kind kind) {
    super(message, cause);
    this.kind = kind;
  }

  Kind kind() {
    return kind;
  }
}

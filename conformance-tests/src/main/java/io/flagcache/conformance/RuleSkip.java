package io.flagcache.conformance;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/** Skips a test, and says why in a form that the report can show. */
final class RuleSkip extends TestAbortedException {

  private final Set<Capability> missing;
  private final @Nullable String waiver;

  private RuleSkip(String message, Set<Capability> missing, @Nullable String waiver) {
    super(message);
    this.missing = missing;
    this.waiver = waiver;
  }

  static RuleSkip notClaimed(String rule, Set<Capability> missing) {
    return new RuleSkip(
        rule + " needs a capability that is not claimed: " + missing,
        EnumSet.copyOf(missing),
        null);
  }

  static RuleSkip waived(String rule, String reason) {
    return new RuleSkip(rule + " is waived: " + reason, Set.of(), reason);
  }

  /** The capabilities that the test needs and the provider does not claim. */
  Set<Capability> missing() {
    return missing;
  }

  /** Why the rule is not kept, if it is waived. */
  Optional<String> waiver() {
    return Optional.ofNullable(waiver);
  }
}

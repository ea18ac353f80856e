package io.flagcache.conformance.internal.report;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/** Skips a test, and says why in a form that the report can show. */
public final class RuleSkip extends TestAbortedException {

  private final List<String> missing;
  private final @Nullable String waiver;

  private RuleSkip(String message, List<String> missing, @Nullable String waiver) {
    super(message);
    this.missing = missing;
    this.waiver = waiver;
  }

  /**
   * Skips what cannot be run.
   *
   * @param rule the id of the rule
   * @param missing the capabilities that the test needs and nobody claims
   * @return to be thrown
   */
  public static RuleSkip notClaimed(String rule, Collection<? extends Enum<?>> missing) {
    List<String> names = Reporter.namesOf(missing);
    return new RuleSkip(rule + " needs a capability that is not claimed: " + names, names, null);
  }

  /**
   * Skips what is not wanted.
   *
   * @param rule the id of the rule
   * @param reason why the rule is not kept
   * @return to be thrown
   */
  public static RuleSkip waived(String rule, String reason) {
    return new RuleSkip(rule + " is waived: " + reason, List.of(), reason);
  }

  List<String> missing() {
    return missing;
  }

  Optional<String> waiver() {
    return Optional.ofNullable(waiver);
  }
}

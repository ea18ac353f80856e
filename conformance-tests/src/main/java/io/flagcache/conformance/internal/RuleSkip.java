package io.flagcache.conformance.internal;

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
   * @param missing the capabilities that the test needs and nobody claims, in their order
   * @return to be thrown
   */
  public static RuleSkip notClaimed(String rule, Collection<? extends Enum<?>> missing) {
    List<String> names = missing.stream().<String>map(Enum::name).toList();
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

  /**
   * What is not claimed.
   *
   * @return the names of the capabilities; empty if the rule is waived
   */
  public List<String> missing() {
    return missing;
  }

  /**
   * Why the rule is not kept.
   *
   * @return the reason, if the rule is waived
   */
  public Optional<String> waiver() {
    return Optional.ofNullable(waiver);
  }
}

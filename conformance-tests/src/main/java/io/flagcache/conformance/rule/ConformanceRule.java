package io.flagcache.conformance.rule;

import java.util.Set;

/**
 * One rule.
 *
 * @param id a letter for the family and a number, for example {@code E1}
 * @param level how binding it is
 * @param text what is to be so, as {@code docs/contract.md} has it
 * @param capabilities what tests of the rule need, beyond the least that every fixture can do; a
 *     rule that needs some may still be judged in part without them
 * @param <C> the capabilities of this half of the kit
 */
public record ConformanceRule<C extends Enum<C>>(
    String id, Level level, String text, Set<C> capabilities) {

  /** Makes a rule. */
  public ConformanceRule {
    capabilities = Set.copyOf(capabilities);
  }

  /**
   * Makes a rule that cannot be waived.
   *
   * @param id for example {@code E1}
   * @param text what is to be so
   * @param capabilities what tests of the rule need
   * @param <C> the capabilities of this half of the kit
   * @return the rule
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // Only read.
  public static <C extends Enum<C>> ConformanceRule<C> must(
      String id, String text, C... capabilities) {
    return new ConformanceRule<>(id, Level.MUST, text, Set.of(capabilities));
  }

  /**
   * Makes a rule that can be waived.
   *
   * @param id for example {@code P7}
   * @param text what is to be so
   * @param capabilities what tests of the rule need
   * @param <C> the capabilities of this half of the kit
   * @return the rule
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // Only read.
  public static <C extends Enum<C>> ConformanceRule<C> should(
      String id, String text, C... capabilities) {
    return new ConformanceRule<>(id, Level.SHOULD, text, Set.of(capabilities));
  }
}

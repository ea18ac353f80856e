package io.flagcache.conformance;

import java.util.Set;

/**
 * One rule of the contract.
 *
 * @param id a letter for the family and a number, for example {@code E1}
 * @param level how binding it is
 * @param text what a provider has to do, as {@code docs/contract.md} has it
 * @param capabilities what tests of the rule need, beyond the least that every fixture can do; a
 *     rule that needs some may still be judged in part without them
 */
public record ConformanceRule(String id, Level level, String text, Set<Capability> capabilities) {

  /** Makes a rule. */
  public ConformanceRule {
    capabilities = Set.copyOf(capabilities);
  }

  static ConformanceRule must(String id, String text, Capability... capabilities) {
    return new ConformanceRule(id, Level.MUST, text, Set.of(capabilities));
  }

  static ConformanceRule should(String id, String text, Capability... capabilities) {
    return new ConformanceRule(id, Level.SHOULD, text, Set.of(capabilities));
  }
}

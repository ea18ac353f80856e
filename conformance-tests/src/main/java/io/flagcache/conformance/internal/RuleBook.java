package io.flagcache.conformance.internal;

import io.flagcache.conformance.rule.ConformanceRule;
import io.flagcache.conformance.rule.Level;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The rules of one half of the kit, and how its tests name theirs.
 *
 * @param <C> the capabilities of this half of the kit
 */
public final class RuleBook<C extends Enum<C>> {

  private final List<ConformanceRule<C>> rules;
  private final Function<Method, Optional<JudgedRule<C>>> judged;

  /**
   * Makes a book.
   *
   * @param rules all rules in their order
   * @param judged reads the annotation of a test, if it has one
   */
  public RuleBook(
      List<ConformanceRule<C>> rules, Function<Method, Optional<JudgedRule<C>>> judged) {
    this.rules = rules;
    this.judged = judged;
  }

  /**
   * All rules.
   *
   * @return the rules in their order
   */
  public List<ConformanceRule<C>> rules() {
    return rules;
  }

  /**
   * What a test judges.
   *
   * @param test any method
   * @return its rule, unless it is a test of the user's own in the same class
   */
  public Optional<JudgedRule<C>> judgedBy(Method test) {
    return judged.apply(test);
  }

  /**
   * Skips a test, visibly, that cannot be run or is not wanted.
   *
   * @param test the rule that it judges
   * @param claimed the capabilities that there are
   * @param waivers reasons by the id of the rule that is not kept
   */
  public void admit(JudgedRule<C> test, Set<C> claimed, Map<String, String> waivers) {
    waivers.keySet().forEach(this::checkWaiver);
    String reason = waivers.get(test.id());
    if (reason != null) {
      throw RuleSkip.waived(test.id(), reason);
    }
    Set<C> missing = new TreeSet<>(test.needs());
    missing.removeAll(claimed);
    if (!missing.isEmpty()) {
      throw RuleSkip.notClaimed(test.id(), missing);
    }
  }

  private void checkWaiver(String id) {
    ConformanceRule<C> rule =
        rules.stream()
            .filter(each -> each.id().equals(id))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "waivers() names the rule '" + id + "', which does not exist"));
    if (rule.level() == Level.MUST) {
      throw new IllegalStateException(
          "waivers() names " + id + ", which is a MUST and cannot be waived: " + rule.text());
    }
  }
}

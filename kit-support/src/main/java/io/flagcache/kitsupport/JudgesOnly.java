package io.flagcache.kitsupport;

import io.flagcache.conformance.Rule;
import io.flagcache.conformance.store.StoreRule;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Chooses, for a set-up of a store that another class judges in full, the rules of the kit that
 * this set-up can change. All others are skipped visibly, unless the system property {@value #FULL}
 * is true, as under the profile {@code full}.
 */
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith(JudgesOnly.Choice.class)
public @interface JudgesOnly {

  /** The system property that has everything judged everywhere. */
  String FULL = "flagcache.test.full";

  /** The ids of the rules. */
  String[] rules();

  /** What the set-up adds, and so why these. */
  String because();

  /** Skips what is not chosen. */
  final class Choice implements ExecutionCondition {

    /** Called by JUnit. */
    Choice() {}

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      Optional<JudgesOnly> choice = Around.find(context, JudgesOnly.class);
      Optional<String> rule = context.getTestMethod().flatMap(Choice::ruleOf);
      if (choice.isEmpty() || rule.isEmpty() || Boolean.getBoolean(FULL)) {
        return ConditionEvaluationResult.enabled("judges all rules");
      }
      return List.of(choice.get().rules()).contains(rule.get())
          ? ConditionEvaluationResult.enabled(rule.get() + " is chosen here")
          : ConditionEvaluationResult.disabled(
              rule.get() + " is judged here with -Pfull only: " + choice.get().because());
    }

    private static Optional<String> ruleOf(Method test) {
      return Optional.ofNullable(test.getAnnotation(Rule.class))
          .map(Rule::value)
          .or(() -> Optional.ofNullable(test.getAnnotation(StoreRule.class)).map(StoreRule::value));
    }
  }
}

package io.flagcache.kitsupport;

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
 * Leaves out single tests of the kit, which demand more than a provider can give, though it keeps
 * the rest of their rule. They are skipped visibly, whatever the profile.
 */
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith(LeavesOut.Choice.class)
public @interface LeavesOut {

  /** The names of the tests' methods. */
  String[] tests();

  /** What they demand that the provider cannot give. */
  String because();

  /** Skips what is left out. */
  final class Choice implements ExecutionCondition {

    /** Called by JUnit. */
    Choice() {}

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      Optional<LeavesOut> choice = Around.find(context, LeavesOut.class);
      Optional<String> test = context.getTestMethod().map(Method::getName);
      if (choice.isEmpty() || test.isEmpty()) {
        return ConditionEvaluationResult.enabled("leaves out no class");
      }
      return List.of(choice.get().tests()).contains(test.get())
          ? ConditionEvaluationResult.disabled(
              test.get() + " is left out here: " + choice.get().because())
          : ConditionEvaluationResult.enabled(test.get() + " is not left out");
    }
  }
}

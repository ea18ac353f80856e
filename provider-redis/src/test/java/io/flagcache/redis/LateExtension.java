package io.flagcache.redis;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * PostHog's layout prolongs a copy when a quarter of its life is over, and not at each poll: who
 * follows tells copies by their expiry, and would look at each. So it may end that much early.
 */
final class LateExtension implements ExecutionCondition {

  private static final String TO_THE_MOMENT = "p10AnEntryThatNobodyLeadsForDies";

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return context.getTestMethod().filter(test -> test.getName().equals(TO_THE_MOMENT)).isPresent()
        ? ConditionEvaluationResult.disabled(
            "a copy may end when three quarters of its TTL are over")
        : ConditionEvaluationResult.enabled("is not about the moment of an end");
  }
}

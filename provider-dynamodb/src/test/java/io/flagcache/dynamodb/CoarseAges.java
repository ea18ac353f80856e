package io.flagcache.dynamodb;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The service tells its time in whole seconds, so that two documents without a common leadership
 * are told apart by age only if some four seconds lie between them.
 */
final class CoarseAges implements ExecutionCondition {

  private static final String SOON_AFTER_ANOTHER = "p11TheOutagesDocumentGivesWay";

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return context
            .getTestMethod()
            .filter(test -> test.getName().equals(SOON_AFTER_ANOTHER))
            .isPresent()
        ? ConditionEvaluationResult.disabled("the documents are nearer than ages can tell")
        : ConditionEvaluationResult.enabled("is not about documents of unknown order");
  }
}

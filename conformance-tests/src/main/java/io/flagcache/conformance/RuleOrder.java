package io.flagcache.conformance;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.MethodDescriptor;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.MethodOrdererContext;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Runs and reports tests in the order of the rules. */
final class RuleOrder implements MethodOrderer {

  private static final List<String> IDS =
      ConformanceRules.all().stream().map(ConformanceRule::id).toList();

  @Override
  public void orderMethods(MethodOrdererContext context) {
    context
        .getMethodDescriptors()
        .sort(
            Comparator.<MethodDescriptor>comparingInt(RuleOrder::position)
                .thenComparing(method -> method.getMethod().getName()));
  }

  /** Tests do not depend on the order: whoever runs tests in parallel may do so with these. */
  @Override
  public Optional<ExecutionMode> getDefaultExecutionMode() {
    return Optional.empty();
  }

  private static int position(MethodDescriptor method) {
    return method
        .findAnnotation(Rule.class)
        .map(rule -> IDS.indexOf(rule.value()))
        .orElse(Integer.MAX_VALUE);
  }
}

package io.flagcache.conformance.internal;

import io.flagcache.conformance.rule.ConformanceRule;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.MethodDescriptor;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.MethodOrdererContext;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Runs and reports tests in the order of the rules. */
public abstract class RuleOrder implements MethodOrderer {

  private final RuleBook<?> book;
  private final List<String> ids;

  /**
   * Orders by a book.
   *
   * @param book the rules in their order
   */
  protected RuleOrder(RuleBook<?> book) {
    this.book = book;
    this.ids = book.rules().stream().<String>map(ConformanceRule::id).toList();
  }

  @Override
  public final void orderMethods(MethodOrdererContext context) {
    context
        .getMethodDescriptors()
        .sort(
            Comparator.<MethodDescriptor>comparingInt(this::position)
                .thenComparing(method -> method.getMethod().getName()));
  }

  /** Tests do not depend on the order: whoever runs tests in parallel may do so with these. */
  @Override
  public final Optional<ExecutionMode> getDefaultExecutionMode() {
    return Optional.empty();
  }

  private int position(MethodDescriptor method) {
    return book.judgedBy(method.getMethod())
        .map(test -> ids.indexOf(test.id()))
        .orElse(Integer.MAX_VALUE);
  }
}

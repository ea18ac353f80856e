package io.flagcache.conformance.internal;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.opentest4j.TestAbortedException;

/** Has rules fail that were not to be skipped. */
public final class ExpectedSkips {

  /** The system property that names the rules that may be skipped. */
  public static final String SETTING = "flagcache.conformance.expectedSkips";

  private static final String NONE = "none";

  private final Optional<Set<String>> expected;

  ExpectedSkips(Optional<Set<String>> expected) {
    this.expected = expected;
  }

  /**
   * What the system property says.
   *
   * @return the ids of the rules; empty if it is not set, and any rule may be skipped
   */
  public static Optional<Set<String>> setting() {
    return Optional.ofNullable(System.getProperty(SETTING)).map(ExpectedSkips::ids);
  }

  private static Set<String> ids(String setting) {
    return setting.strip().equals(NONE)
        ? Set.of()
        : Arrays.stream(setting.split(",", -1))
            .map(id -> id.strip().toUpperCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Lets a skip pass, or makes a failure of it.
   *
   * @param rule the rule that was not judged
   * @param skip why; what is waived has its reason, and may be skipped
   * @return to be thrown
   */
  Throwable judged(String rule, TestAbortedException skip) {
    boolean isWaived = skip instanceof RuleSkip known && known.waiver().isPresent();
    if (isWaived || expected.isEmpty() || expected.get().contains(rule)) {
      return skip;
    }
    return new AssertionError(
        rule
            + ": was skipped, and is not among the expected skips: "
            + skip.getMessage()
            + ". Have the fixture do what it needs and claim that, or expect the skip: see"
            + " docs/contract.md#skips",
        skip);
  }

  /**
   * Refuses what is no rule.
   *
   * @param book the rules that there are
   */
  void check(RuleBook<?> book) {
    Set<String> known = book.rules().stream().map(rule -> rule.id()).collect(Collectors.toSet());
    for (String id : expected.orElse(Set.of())) {
      if (!known.contains(id)) {
        throw new IllegalStateException(
            "expectedSkips(), or -D" + SETTING + ", names '" + id + "', which is no rule");
      }
    }
  }
}

package io.flagcache.conformance.store;

import io.flagcache.conformance.internal.JudgedRule;
import io.flagcache.conformance.internal.RetryWithMoreTime;
import io.flagcache.conformance.internal.TestTime;
import io.flagcache.conformance.internal.Timing;
import io.flagcache.conformance.internal.Verdict;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What the tests of all rule families share. Tests are final and package-private, so that a store's
 * test class cannot replace one.
 */
@ExtendWith(StoreRuleTests.Retry.class)
@TestMethodOrder(StoreRules.Order.class)
abstract class StoreRuleTests {

  private @Nullable JudgedRule<StoreCapability> rule;
  private @Nullable Runnable turn;
  private @Nullable StoreBench bench;
  private @Nullable Verdict verdict;
  private @Nullable Timing timing;

  StoreRuleTests() {}

  protected abstract StoreFixture fixture() throws Exception;

  protected abstract Set<StoreCapability> capabilities();

  protected abstract Map<String, String> waivers();

  protected abstract double timescale();

  @BeforeEach
  final void prepareRule(TestInfo test) throws Exception {
    Optional<JudgedRule<StoreCapability>> rule =
        test.getTestMethod().flatMap(StoreRules.BOOK::judgedBy);
    if (rule.isEmpty()) {
      return; // A test of the user's own in the same class.
    }
    StoreRules.BOOK.admit(rule.get(), capabilities(), waivers());
    this.rule = rule.get();
    openBench(rule.get(), 1);
  }

  private void openBench(JudgedRule<StoreCapability> rule, int stretch) throws Exception {
    StoreFixture fixture = fixture();
    Verdict verdict = new Verdict(rule.id());
    Timing timing = new Timing(timescale(), TestTime.of(fixture)).stretched(stretch);
    this.verdict = verdict;
    this.timing = timing;
    this.bench = new StoreBench(fixture, verdict, timing);
    this.turn = rule.takeTurn(fixture.disturbances());
  }

  @AfterEach
  final void closeBench() throws Exception {
    StoreBench used = bench;
    Runnable end = turn;
    bench = null;
    turn = null;
    try {
      if (used != null) {
        used.close();
      }
    } finally {
      if (end != null) {
        end.run();
      }
    }
  }

  static final class Retry extends RetryWithMoreTime {
    /** Called by JUnit. */
    Retry() {}

    @Override
    protected void prepareAgain(Object test, int stretch) throws Exception {
      StoreRuleTests tests = (StoreRuleTests) test;
      tests.closeBench();
      tests.openBench(Objects.requireNonNull(tests.rule), stretch);
    }
  }

  final StoreBench bench() {
    return Objects.requireNonNull(bench, "bench");
  }

  final Verdict verdict() {
    return Objects.requireNonNull(verdict, "verdict");
  }

  final Timing timing() {
    return Objects.requireNonNull(timing, "timing");
  }
}

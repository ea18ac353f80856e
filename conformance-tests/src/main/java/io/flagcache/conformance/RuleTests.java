package io.flagcache.conformance;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.conformance.internal.JudgedRule;
import io.flagcache.conformance.internal.RetryWithMoreTime;
import io.flagcache.conformance.internal.TestTime;
import io.flagcache.conformance.internal.Timing;
import io.flagcache.conformance.internal.Verdict;
import java.util.List;
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
 * What the tests of all rule families share. Tests are final and package-private, so that a
 * provider's test class cannot replace one.
 */
@ExtendWith(RuleTests.Retry.class)
@TestMethodOrder(ConformanceRules.Order.class)
abstract class RuleTests {

  private @Nullable JudgedRule<Capability> rule;
  private @Nullable Runnable turn;
  private @Nullable Fleet fleet;
  private @Nullable Verdict verdict;
  private @Nullable Timing timing;

  RuleTests() {}

  protected abstract ProviderFixture fixture() throws Exception;

  protected abstract Set<Capability> capabilities();

  protected abstract Map<String, String> waivers();

  protected abstract double timescale();

  protected abstract List<FlagDefinitionCacheData> documents();

  @BeforeEach
  final void prepareRule(TestInfo test) throws Exception {
    Optional<JudgedRule<Capability>> rule =
        test.getTestMethod().flatMap(ConformanceRules.BOOK::judgedBy);
    if (rule.isEmpty()) {
      return; // A test of the user's own in the same class.
    }
    ConformanceRules.BOOK.admit(rule.get(), capabilities(), waivers());
    this.rule = rule.get();
    openFleet(rule.get(), 1);
  }

  private void openFleet(JudgedRule<Capability> rule, int stretch) throws Exception {
    ProviderFixture fixture = fixture();
    Verdict verdict = new Verdict(rule.id());
    Timing timing = new Timing(timescale(), TestTime.of(fixture)).stretched(stretch);
    this.verdict = verdict;
    this.timing = timing;
    this.fleet = new Fleet(fixture, verdict, timing);
    this.turn = rule.takeTurn(fixture.disturbances());
  }

  @AfterEach
  final void closeFleet() throws Exception {
    Fleet used = fleet;
    Runnable end = turn;
    fleet = null;
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
      RuleTests tests = (RuleTests) test;
      tests.closeFleet();
      tests.openFleet(Objects.requireNonNull(tests.rule), stretch);
    }
  }

  final Fleet fleet() {
    return Objects.requireNonNull(fleet, "fleet");
  }

  final Verdict verdict() {
    return Objects.requireNonNull(verdict, "verdict");
  }

  final Timing timing() {
    return Objects.requireNonNull(timing, "timing");
  }
}

package io.flagcache.conformance;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.conformance.internal.JudgedRule;
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

/**
 * What the tests of all rule families share. Tests are final and package-private, so that a
 * provider's test class cannot replace one.
 */
@TestMethodOrder(ConformanceRules.Order.class)
abstract class RuleTests {

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
    Verdict verdict = new Verdict(rule.get().id());
    Timing timing = new Timing(timescale());
    Fleet fleet = new Fleet(fixture(), verdict, timing);
    this.verdict = verdict;
    this.timing = timing;
    this.fleet = fleet;
    fleet.wipe();
  }

  @AfterEach
  final void closeFleet() throws Exception {
    Fleet used = fleet;
    fleet = null;
    if (used != null) {
      used.close();
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

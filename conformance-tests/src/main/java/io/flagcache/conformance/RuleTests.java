package io.flagcache.conformance;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.conformance.internal.report.RuleSkip;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
@TestMethodOrder(RuleOrder.class)
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
    Rule rule = test.getTestMethod().map(method -> method.getAnnotation(Rule.class)).orElse(null);
    if (rule == null) {
      return; // A test of the user's own in the same class.
    }
    checkWaivers();
    skipIfWaived(rule);
    skipIfNotClaimed(rule);
    Verdict verdict = new Verdict(rule.value());
    Timing timing = new Timing(timescale());
    Fleet fleet = new Fleet(fixture(), verdict, timing);
    this.verdict = verdict;
    this.timing = timing;
    this.fleet = fleet;
    fleet.wipe();
  }

  @AfterEach
  final void closeFleet() throws Exception {
    if (fleet != null) {
      fleet.close();
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

  private void checkWaivers() {
    waivers()
        .keySet()
        .forEach(
            id -> {
              ConformanceRule rule =
                  ConformanceRules.find(id)
                      .orElseThrow(
                          () ->
                              new IllegalStateException(
                                  "waivers() names the rule '" + id + "', which does not exist"));
              if (rule.level() == Level.MUST) {
                throw new IllegalStateException(
                    "waivers() names "
                        + id
                        + ", which is a MUST and cannot be waived: "
                        + rule.text());
              }
            });
  }

  private void skipIfWaived(Rule rule) {
    String reason = waivers().get(rule.value());
    if (reason != null) {
      throw RuleSkip.waived(rule.value(), reason);
    }
  }

  private void skipIfNotClaimed(Rule rule) {
    Set<Capability> missing = EnumSet.noneOf(Capability.class);
    missing.addAll(List.of(rule.needs()));
    missing.removeAll(capabilities());
    if (!missing.isEmpty()) {
      throw RuleSkip.notClaimed(rule.value(), missing);
    }
  }
}

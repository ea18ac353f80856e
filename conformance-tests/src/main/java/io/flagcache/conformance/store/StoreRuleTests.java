package io.flagcache.conformance.store;

import io.flagcache.conformance.internal.JudgedRule;
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

/**
 * What the tests of all rule families share. Tests are final and package-private, so that a store's
 * test class cannot replace one.
 */
@TestMethodOrder(StoreRules.Order.class)
abstract class StoreRuleTests {

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
    Verdict verdict = new Verdict(rule.get().id());
    Timing timing = new Timing(timescale());
    StoreBench bench = new StoreBench(fixture(), verdict, timing);
    this.verdict = verdict;
    this.timing = timing;
    this.bench = bench;
    bench.wipe();
  }

  @AfterEach
  final void closeBench() throws Exception {
    StoreBench used = bench;
    bench = null;
    if (used != null) {
      used.close();
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

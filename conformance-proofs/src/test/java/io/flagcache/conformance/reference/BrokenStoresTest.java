package io.flagcache.conformance.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.conformance.rule.ConformanceRule;
import io.flagcache.conformance.store.StoreFixture;
import io.flagcache.conformance.store.StoreRules;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The kit can fail: on each wrong store it names the rules that are broken, and no others. */
class BrokenStoresTest {

  private static BrokenRuns runs;

  @BeforeAll
  static void run() {
    runs = new BrokenRuns(BrokenStoreRun.class, BrokenStores.ALL, 8);
  }

  @AfterAll
  static void end() {
    runs.close();
  }

  static List<Broken<StoreFixture>> brokenStores() {
    return BrokenStores.ALL;
  }

  @ParameterizedTest
  @MethodSource("brokenStores")
  void theKitFindsExactlyTheBrokenRules(Broken<StoreFixture> broken) throws Exception {
    runs.of(broken).demandBroken(broken);
  }

  @Test
  void everyRuleIsBrokenByAStoreThatBreaksNoOther() {
    assertThat(BrokenStores.ALL)
        .extracting(Broken::rules)
        .filteredOn(rules -> rules.size() == 1)
        .flatExtracting(rules -> rules)
        .containsAll(StoreRules.all().stream().<String>map(ConformanceRule::id).toList());
  }
}

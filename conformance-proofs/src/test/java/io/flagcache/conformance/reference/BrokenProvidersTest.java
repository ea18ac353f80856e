package io.flagcache.conformance.reference;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The kit can fail: on each wrong provider it names the rules that are broken, and no others. */
class BrokenProvidersTest {

  private static BrokenRuns runs;

  @BeforeAll
  static void run() {
    runs = new BrokenRuns(BrokenProviderRun.class, BrokenProviders.ALL, 4);
  }

  @AfterAll
  static void end() {
    runs.close();
  }

  static List<Broken<ReferenceFixture>> brokenProviders() {
    return BrokenProviders.ALL;
  }

  @ParameterizedTest
  @MethodSource("brokenProviders")
  void theKitFindsExactlyTheBrokenRules(Broken<ReferenceFixture> broken) throws Exception {
    runs.of(broken).demandBroken(broken);
  }
}

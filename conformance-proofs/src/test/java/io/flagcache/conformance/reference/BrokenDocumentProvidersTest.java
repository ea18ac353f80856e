package io.flagcache.conformance.reference;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The kit finds what is wrong with documents and entries in one case, and nothing else. */
class BrokenDocumentProvidersTest {

  private static BrokenRuns runs;

  @BeforeAll
  static void run() {
    runs = new BrokenRuns(BrokenProviderRun.class, BrokenDocumentProviders.ALL, 4);
  }

  @AfterAll
  static void end() {
    runs.close();
  }

  static List<Broken<ReferenceFixture>> brokenProviders() {
    return BrokenDocumentProviders.ALL;
  }

  @ParameterizedTest
  @MethodSource("brokenProviders")
  void theKitFindsExactlyTheBrokenRules(Broken<ReferenceFixture> broken) throws Exception {
    runs.of(broken).demandBroken(broken);
  }
}

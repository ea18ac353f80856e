package io.flagcache.conformance.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.engine.TestExecutionResult.Status;

/** The kit can fail: on each wrong provider it names the rules that are broken, and no others. */
class BrokenProvidersTest {

  static List<BrokenProvider> brokenProviders() {
    return BrokenProviders.ALL;
  }

  @ParameterizedTest
  @MethodSource("brokenProviders")
  void theKitFindsExactlyTheBrokenRules(BrokenProvider broken) {
    KitRun run =
        KitRun.of(BrokenProviderRun.class, Map.of(BrokenProviderRun.PARAMETER, broken.name()));
    Map<String, String> failures = run.messages(Status.FAILED);
    TreeSet<String> rules = new TreeSet<>();
    failures.forEach(
        (test, message) -> {
          String rule = test.substring(0, test.indexOf(' '));
          rules.add(rule);
          assertThat(message).as(test).startsWith(rule + ": ").doesNotContain("\n");
        });
    assertThat(rules)
        .as(() -> broken + ":\n" + String.join("\n", failures.values()) + "\n")
        .containsExactlyInAnyOrderElementsOf(broken.rules());
    assertThat(run.messages(Status.ABORTED)).isEmpty();
  }
}

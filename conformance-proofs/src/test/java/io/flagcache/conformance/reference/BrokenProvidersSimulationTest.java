package io.flagcache.conformance.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.engine.TestExecutionResult.Status;

/** The simulation can fail: each measure finds the providers that are wrong in what it measures. */
class BrokenProvidersSimulationTest {

  static Stream<Arguments> brokenProviders() {
    return Stream.of(
        broken("nothing is wrong"),
        broken("everybody leads", "E1", "C1", "C2", "E3", "E4", "E5", "E7", "F2", "P6", "P11"),
        broken("all instances are one owner", "E1", "C1", "E3", "E4", "E5", "E7", "P6"),
        broken("leases end too early", "E1", "E3", "E4", "E5", "E7", "P6", "P11"),
        broken("leases never end", "E4", "E7", "P7", "P11"),
        broken("a shutdown leaves the lease alone", "E5", "P11"),
        broken("integers become doubles", "P1"),
        broken("unknown members are dropped", "P1"),
        broken("writes are not fenced", "P3", "O1"),
        broken("a follower's document replaces the entry", "P4"),
        broken("what was refused is published over what is newer", "O1"),
        broken("what was refused is forgotten", "O2"),
        broken("a document that is back is taken for an old one", "O2"),
        broken("polling does not keep the entry alive", "P5"),
        broken("nothing is published again", "P6", "P11"),
        broken("the leader of an empty cache never resigns", "P7"),
        broken("what was received during an outage is forgotten", "P11", "O2"),
        broken("a cold start does not wait", "C1"),
        broken("a fresh worker leads at once", "C2"),
        broken("HOLD never ends", "F2"),
        broken("a document is stored after the shutdown", "F4"));
  }

  private static Arguments broken(String name, String... rules) {
    return arguments(name, Set.of(rules));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("brokenProviders")
  void theSimulationFindsExactlyTheBrokenRules(String broken, Set<String> rules) {
    KitRun run = KitRun.of(BrokenProviderSimulationRun.class, Map.of(BrokenRuns.PARAMETER, broken));
    Map<String, String> failures = run.messages(Status.FAILED);
    TreeSet<String> found = new TreeSet<>();
    failures.forEach(
        (test, message) -> {
          String rule = message.substring(0, message.indexOf(": "));
          found.add(rule);
          assertThat(rule).as(test).isIn(test.substring(0, test.indexOf(' ')), "O1", "O2", "P4");
        });
    assertThat(found)
        .as(() -> broken + ":\n" + String.join("\n", failures.values()) + "\n")
        .containsExactlyInAnyOrderElementsOf(rules);
    assertThat(run.messages(Status.ABORTED)).isEmpty();
  }
}

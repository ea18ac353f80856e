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

  /** What each of them is found by; what others break, fleets do not show. */
  private static final Map<String, Set<String>> FOUND =
      Map.ofEntries(
          Map.entry("nothing is wrong", Set.of()),
          Map.entry(
              "everybody leads",
              Set.of("E1", "C1", "C2", "E3", "E4", "E5", "E7", "F2", "P6", "P11")),
          Map.entry(
              "all instances are one owner", Set.of("E1", "C1", "E3", "E4", "E5", "E7", "P6")),
          Map.entry("leases end too early", Set.of("E1", "E3", "E4", "E5", "E7", "P6", "P11")),
          Map.entry("leases are half as long", Set.of("E4", "E7", "P3", "P11")),
          Map.entry("leases are too long by half", Set.of("E4", "E7")),
          Map.entry("leases are three times too long", Set.of("E4", "E7", "P11")),
          Map.entry("leases never end", Set.of("E4", "E7", "P1", "P7", "P11")),
          Map.entry("a shutdown leaves the lease alone", Set.of("E5", "P11")),
          Map.entry("integers become doubles", Set.of("P1")),
          Map.entry("unknown members are dropped", Set.of("P1")),
          Map.entry("an entry is known by its sequence", Set.of("P1", "F2", "O2", "P11")),
          Map.entry("writes are not fenced", Set.of("P3", "O1")),
          Map.entry("a publish compares the epoch alone", Set.of("P3")),
          Map.entry("a follower's document replaces the entry", Set.of("P4")),
          Map.entry("what was refused is published over what is newer", Set.of("O1")),
          Map.entry("what was refused is forgotten", Set.of("O2")),
          Map.entry("a document that is back is taken for an old one", Set.of("O2")),
          Map.entry("polling does not keep the entry alive", Set.of("P5")),
          Map.entry("a take-over does not prolong the entry", Set.of("P5")),
          Map.entry("a renewal does not prolong the entry", Set.of("P5")),
          Map.entry("nothing is published again", Set.of("P6", "P11")),
          Map.entry("the first document is published again", Set.of("O1", "O2", "P6", "P11")),
          Map.entry("the leader of an empty cache never resigns", Set.of("P7")),
          Map.entry("the TTL is ignored", Set.of("P10")),
          Map.entry("a take-over revives the entry", Set.of("P10")),
          Map.entry("reading prolongs the entry", Set.of("P10")),
          Map.entry("what was received during an outage is forgotten", Set.of("P11", "O2")),
          Map.entry("a cold start does not wait", Set.of("C1")),
          Map.entry("a fresh worker leads at once", Set.of("C2")),
          Map.entry("HOLD never ends", Set.of("F2")),
          Map.entry("a document is stored after the shutdown", Set.of("F4")));

  static Stream<Arguments> brokenProviders() {
    return FOUND.entrySet().stream().map(found -> arguments(found.getKey(), found.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("brokenProviders")
  void theSimulationFindsExactlyTheBrokenRules(String broken, Set<String> rules) {
    KitRun run =
        KitRun.of(
            BrokenProviderSimulationRun.class,
            Map.of(BrokenRuns.PARAMETER, broken),
            OwnRules.of(judgedBy(rules)));
    Map<String, String> failures = run.messages(Status.FAILED);
    TreeSet<String> found = new TreeSet<>();
    failures.forEach(
        (test, message) -> {
          String rule = message.substring(0, message.indexOf(": "));
          found.add(rule);
          assertThat(rule)
              .as(test)
              .isIn(test.substring(0, test.indexOf(' ')), "O1", "O2", "P1", "P4", "P10");
        });
    assertThat(found)
        .as(() -> broken + ":\n" + String.join("\n", failures.values()) + "\n")
        .containsExactlyInAnyOrderElementsOf(rules);
    assertThat(run.messages(Status.ABORTED)).isEmpty();
  }

  /** What O1 and O2 demand is judged in all scenarios, and some break it in these alone. */
  private static Set<String> judgedBy(Set<String> rules) {
    Set<String> all = new TreeSet<>(rules);
    if (rules.contains("O1")) {
      all.add("O2");
    }
    if (rules.contains("O2")) {
      all.add("F2");
    }
    return all;
  }
}

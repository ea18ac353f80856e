package io.flagcache.conformance.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.conformance.ConformanceRules;
import io.flagcache.conformance.rule.ConformanceRule;
import io.flagcache.conformance.store.StoreRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whoever reads a failure is told where to look. */
class UsualCausesTest {

  private static final List<String> RULES =
      Stream.concat(ConformanceRules.all().stream(), StoreRules.all().stream())
          .<String>map(ConformanceRule::id)
          .toList();

  @Test
  void everyRuleHasItsUsualCause() {
    Set<String> known = new TreeSet<>(UsualCauses.rules());
    assertThat(known).isEqualTo(new TreeSet<>(RULES));
  }

  @Test
  void everyFailureEndsWithAPlaceInTheContract() throws IOException {
    String contract =
        Files.readString(Path.of(System.getProperty("basedir", "."), "..", "docs", "contract.md"));
    for (String rule : RULES) {
      String message = new Verdict(rule).broken("something was done").getMessage();
      assertThat(message)
          .startsWith(rule + ": something was done. Usual cause: ")
          .endsWith(". See docs/contract.md#" + rule.toLowerCase(Locale.ROOT));
      assertThat(contract)
          .contains("<a id=\"" + rule.toLowerCase(Locale.ROOT) + "\"></a>\n\n### " + rule + " ");
    }
  }

  @Test
  void everyTimedFailureNamesTheScale() {
    assertThat(new Verdict("E4").late("worker 2 was not elected after PT0.5S"))
        .hasMessageStartingWith("E4: worker 2 was not elected after 0.5 s. If it is this machine")
        .hasMessageContaining("-Dflagcache.conformance.timescale=3 stretches all times. Usual");
  }

  @Test
  void whatGoesWrongOnTheWayHasTheCauseOfItsOwnRule() {
    assertThat(new Verdict("P3").asIn("E4").broken("worker 2 was not elected"))
        .hasMessageStartingWith("P3: worker 2 was not elected. ")
        .hasMessageEndingWith("See docs/contract.md#e4");
  }

  @Test
  void aFailureOfTheFixtureIsNoneOfTheProvider() {
    assertThat(new Verdict("E4").ofFixture("the fixture failed", new IOException()))
        .hasMessage(
            "E4: the fixture failed. Look at the test class: see"
                + " docs/write-your-own-provider.md#prove-it");
  }
}

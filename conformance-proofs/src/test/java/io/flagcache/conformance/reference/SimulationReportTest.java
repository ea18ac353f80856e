package io.flagcache.conformance.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flagcache.conformance.ConformanceRules;
import io.flagcache.conformance.FlagDefinitionCacheProviderConformance;
import io.flagcache.conformance.ProviderFixture;
import io.flagcache.conformance.simulator.FlagDefinitionCacheProviderSimulation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Simulations are written down as the rules are that are judged one by one. */
class SimulationReportTest {

  @TempDir Path folder;

  @Test
  void saysOfEachRuleHowItWasSimulated() throws Exception {
    KitRun.of(
        NoFleetRun.class, Map.of(FlagDefinitionCacheProviderConformance.REPORT, folder.toString()));

    JsonNode all =
        new ObjectMapper().readTree(folder.resolve("flagcache-conformance.json").toFile());
    assertThat(ReportSchema.complaints(all)).isEmpty();
    JsonNode report = all.get("reports").get(0);
    assertThat(report.get("testClass").asText()).isEqualTo(NoFleetRun.class.getName());
    assertThat(report.get("rules")).hasSize(ConformanceRules.all().size());
    assertThat(judgement(report, "E3")).isEqualTo("broken");
    assertThat(judgement(report, "C1")).isEqualTo("skipped");
    assertThat(judgement(report, "E2")).isEqualTo("not run");
    assertThat(
            Files.readString(
                folder
                    .resolve("flagcache-conformance")
                    .resolve(NoFleetRun.class.getName() + ".txt")))
        .contains("\n             ✗ P6 a flush is over after one poll\n")
        .contains("\n               waived: a cold start is rare\n");
  }

  private static String judgement(JsonNode report, String id) {
    for (JsonNode rule : report.get("rules")) {
      if (rule.get("id").asText().equals(id)) {
        return rule.get("judgement").asText();
      }
    }
    throw new AssertionError(id + " is not reported");
  }

  static class NoFleetRun extends FlagDefinitionCacheProviderSimulation {
    @Override
    protected ProviderFixture fixture() {
      throw new IllegalStateException("no fixture");
    }

    @Override
    protected Map<String, String> waivers() {
      return Map.of("C1", "a cold start is rare");
    }
  }
}

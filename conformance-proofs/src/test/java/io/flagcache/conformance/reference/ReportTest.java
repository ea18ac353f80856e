package io.flagcache.conformance.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagcache.conformance.Capability;
import io.flagcache.conformance.ConformanceRules;
import io.flagcache.conformance.FlagDefinitionCacheProviderConformance;
import io.flagcache.conformance.ProviderFixture;
import io.flagcache.conformance.rule.ConformanceRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What is found is written down, without anybody asking for it. */
class ReportTest {

  @TempDir Path folder;

  @Test
  void saysOfEachRuleHowItWasJudged() throws Exception {
    run(MixedRun.class);
    JsonNode report = json(MixedRun.class);

    assertThat(report.get("broken").asBoolean()).isTrue();
    assertThat(report.get("claimed")).map(JsonNode::asText).containsExactly("CORRUPTION");
    assertThat(report.get("rules"))
        .map(rule -> rule.get("id").asText())
        .containsExactlyElementsOf(
            ConformanceRules.all().stream().<String>map(ConformanceRule::id).toList());
    assertThat(judgement(report, "P1")).isEqualTo("kept");
    assertThat(judgement(report, "P8")).isEqualTo("partly judged");
    assertThat(judgement(report, "C3")).isEqualTo("skipped");
    assertThat(judgement(report, "P7")).isEqualTo("skipped");
    assertThat(judgement(report, "I1")).isEqualTo("broken");
    assertThat(report.get("summary").get("broken").asInt()).isEqualTo(1);
    assertThat(report.get("summary").get("not run").asInt()).isZero();

    JsonNode broken = rule(report, "I1").get("tests").get(0);
    assertThat(broken.get("status").asText()).isEqualTo("failed");
    assertThat(broken.get("message").asText())
        .startsWith("I1: worker 2 read a document of another");
    assertThat(rule(report, "C3").get("tests").get(0).get("missing"))
        .map(JsonNode::asText)
        .containsExactly("FORGED_ENTRY", "READER_ROLE");
    assertThat(rule(report, "P7").get("tests").get(0).get("waiver").asText())
        .isEqualTo("the API \"never\" answers 304 \ud83d\ude00");
  }

  @Test
  void isReadable() throws Exception {
    run(MixedRun.class);
    String text =
        Files.readString(
            folder.resolve("flagcache-conformance").resolve(MixedRun.class.getName() + ".txt"));

    assertThat(text)
        .startsWith(MixedRun.class.getName() + "\nflagcache conformance kit")
        .contains("\n✓ P1  MUST   Every worker reads what the leader published")
        .contains("\n✗ I1  MUST   Workers with different service keys never see each other.\n")
        .contains("\n             ✗ I1 workers with different service keys never see each other\n")
        .contains(
            "\n               I1: worker 2 read a document of another service key's fleet. Usual")
        .contains("docs/contract.md#i1\n")
        .contains("\n               skipped: not claimed: READER_ROLE\n")
        .contains("\n               waived: the API \"never\" answers 304 😀\n")
        .endsWith(" Broken: I1.\n");
    assertThat(text.lines()).allMatch(line -> line.length() <= 100);
  }

  @Test
  void theSchemaTellsWhatIsNoReport() throws Exception {
    run(FailingRun.class);
    ObjectNode report = (ObjectNode) json(FailingRun.class);
    assertThat(ReportSchema.complaints(report)).isEmpty();
    ObjectNode rule = (ObjectNode) report.get("rules").get(0);

    rule.put("judgement", "broken");
    assertThat(ReportSchema.complaints(report)).as("broken without a test").isNotEmpty();
    rule.put("judgement", "fine");
    assertThat(ReportSchema.complaints(report)).as("no judgement").isNotEmpty();
  }

  @Test
  void judgesNestedClassesOneByOne() throws Exception {
    run(OuterRun.class);

    assertThat(reports()).containsExactly(OuterRun.Inner.class.getName());
    assertThat(json(OuterRun.Inner.class).get("broken").asBoolean()).isTrue();
  }

  @Test
  void tellsTheInvocationsOfAParameterizedClassApart() throws Exception {
    run(ParameterizedRun.class);

    String name = ParameterizedRun.class.getName();
    assertThat(reports())
        .containsExactlyInAnyOrder(name + "-1-a-server-over-there", name + "-2-another");
  }

  @Test
  void leavesOtherTestsInTheClassOut() throws Exception {
    run(OwnTestsRun.class);

    assertThat(reports()).containsExactly(OwnTestsRun.class.getName());
    assertThat(json(OwnTestsRun.class).findValuesAsText("name")).doesNotContain("ownTest");
  }

  @Test
  void saysThatTheClassItselfFailed() throws Exception {
    run(FailingRun.class);

    assertThat(json(FailingRun.class).get("broken").asBoolean()).isTrue();
    assertThat(json(FailingRun.class).get("failure").asText())
        .isEqualTo("java.lang.IllegalStateException: no server");
    assertThat(json(FailingRun.class).get("summary").get("not run").asInt())
        .isEqualTo(ConformanceRules.all().size());
  }

  @Test
  void isNotWrittenWhenSwitchedOff() throws IOException {
    Path unwanted = Path.of("target/flagcache-conformance", NoWorkersRun.class.getName() + ".json");
    Files.deleteIfExists(unwanted);

    KitRun.of(NoWorkersRun.class, Map.of(FlagDefinitionCacheProviderConformance.REPORT, "off"));

    assertThat(Path.of("off")).doesNotExist();
    assertThat(unwanted).doesNotExist();
  }

  private void run(Class<?> testClass) {
    KitRun.of(testClass, Map.of(FlagDefinitionCacheProviderConformance.REPORT, folder.toString()));
  }

  private List<String> reports() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("flagcache-conformance"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".json"))
          .map(name -> name.replace(".json", ""))
          .toList();
    }
  }

  private JsonNode json(Class<?> testClass) throws IOException {
    JsonNode merged =
        new ObjectMapper().readTree(folder.resolve("flagcache-conformance.json").toFile());
    assertThat(ReportSchema.complaints(merged)).isEmpty();
    return StreamSupport.stream(merged.get("reports").spliterator(), false)
        .filter(report -> report.get("testClass").asText().equals(testClass.getName()))
        .findFirst()
        .orElseThrow();
  }

  private static String judgement(JsonNode report, String id) {
    return rule(report, id).get("judgement").asText();
  }

  private static JsonNode rule(JsonNode report, String id) {
    return StreamSupport.stream(report.get("rules").spliterator(), false)
        .filter(rule -> rule.get("id").asText().equals(id))
        .findFirst()
        .orElseThrow();
  }

  /** Keeps some rules, breaks one, waives one and claims little. */
  static class MixedRun extends FlagDefinitionCacheProviderConformance {
    @Override
    protected ProviderFixture fixture() {
      return new ReferenceFixture(new ReferenceBackend(), BrokenWorkers.CutsServiceKeys::new);
    }

    @Override
    protected Set<Capability> capabilities() {
      return Set.of(Capability.CORRUPTION);
    }

    @Override
    protected Map<String, String> waivers() {
      return Map.of("P7", "the API \"never\" answers 304 😀");
    }
  }

  static class NoWorkersRun extends FlagDefinitionCacheProviderConformance {
    @Override
    protected ProviderFixture fixture() {
      throw new IllegalStateException("no fixture");
    }
  }

  static class OuterRun {
    @Nested
    class Inner extends NoWorkersRun {}
  }

  @ParameterizedClass(name = "[{index}] {0}")
  @ValueSource(strings = {"a server/over there", "another"})
  static class ParameterizedRun extends NoWorkersRun {
    ParameterizedRun(String server) {}
  }

  static class OwnTestsRun extends NoWorkersRun {
    @Test
    void ownTest() {}

    @Nested
    class WithTheirOwn {
      @Test
      void ownTest() {}
    }
  }

  static class FailingRun extends NoWorkersRun {
    @BeforeAll
    static void startServer() {
      throw new IllegalStateException("no server");
    }
  }
}

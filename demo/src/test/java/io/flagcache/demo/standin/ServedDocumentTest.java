package io.flagcache.demo.standin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.core.FlagDefinitionJson;
import io.flagcache.demo.standin.ServedDocument.FlagSwitch;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServedDocumentTest {

  @ParameterizedTest
  @ValueSource(strings = {"captured-response.json", "rules-v2.json", "unknown-metadata.raw.json"})
  void servesAFileByteForByte(String name) throws Exception {
    byte[] file = resource(name);

    assertThat(ServedDocument.of(file).body(false)).isEqualTo(file);
  }

  @Test
  void switchesTheFirstFlagAndNothingElse() throws Exception {
    byte[] file = resource("captured-response.json");
    FlagDefinitionCacheData before = FlagDefinitionJson.parse(file);

    FlagSwitch change = ServedDocument.of(file).switchFirstFlag().orElseThrow();

    assertThat(change.key()).isEqualTo("hogtied_got_character");
    assertThat(change.active()).isFalse();
    FlagDefinitionCacheData after = FlagDefinitionJson.parse(change.document().body(false));
    Map<String, Object> expected = new LinkedHashMap<>(before.flags().get(0));
    expected.put("active", false);
    assertThat(after.flags().get(0)).isEqualTo(expected);
    assertThat(after.flags().subList(1, after.flags().size()))
        .isEqualTo(before.flags().subList(1, before.flags().size()));
    assertThat(after.cohorts()).isEqualTo(before.cohorts());
    assertThat(after.document().keySet()).isEqualTo(before.document().keySet());
    assertThat(change.document().hash()).isNotEqualTo(ServedDocument.of(file).hash());
  }

  @Test
  void switchesOnWhatIsOffAndOffWhatDoesNotSay() {
    assertThat(document("{\"flags\":[{\"key\":\"a\",\"active\":false}]}").switchFirstFlag())
        .hasValueSatisfying(change -> assertThat(change.active()).isTrue());
    assertThat(document("{\"flags\":[{\"key\":\"a\"}]}").switchFirstFlag())
        .hasValueSatisfying(change -> assertThat(change.active()).isFalse());
  }

  @Test
  void hasNothingToSwitchWithoutFlags() throws Exception {
    assertThat(ServedDocument.of(resource("unknown-metadata.raw.json")).switchFirstFlag())
        .isEmpty();
  }

  @Test
  void hashDoesNotDependOnTheLayout() {
    assertThat(document("{ \"flags\" : [ ] }").hash())
        .isEqualTo(document("{\"flags\":[]}").hash())
        .matches("[0-9a-f]{8}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "[]", "{\"flags\":{}}", "{\"flags\":[}", "nonsense"})
  void refusesWhatIsNoDocument(String json) {
    assertThatIllegalArgumentException().isThrownBy(() -> document(json));
  }

  private static ServedDocument document(String json) {
    return ServedDocument.of(json.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] resource(String name) throws Exception {
    return ServedDocumentTest.class.getResourceAsStream("/definitions/" + name).readAllBytes();
  }
}

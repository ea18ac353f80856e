package io.flagcache.conformance.internal.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

  private static final ObjectMapper PARSER = new ObjectMapper();

  @Test
  void isReadBackByAParser() throws Exception {
    Map<String, @Nullable Object> value = new LinkedHashMap<>();
    value.put("", null);
    value.put("quote \" \\", List.of());
    value.put("nested", Map.of("list", Arrays.asList(1, -2L, 0.5, true, null, Map.of())));

    assertThat(PARSER.readValue(Json.of(value), Object.class)).hasToString(value.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "quote \" backslash \\ slash / </script>",
        "tab \t line \r\n bell \u0007 zero \u0000 delete \u007f next \u0085 separator \u2028",
        "Straße 東京 😀 \ufeff\uffff",
        "half a pair \ud83d, the other half \ude00"
      })
  void keepsEveryText(String text) throws Exception {
    String json = Json.of(text);

    assertThat(PARSER.readValue(json, String.class)).isEqualTo(text);
    assertThat(json.chars()).allMatch(character -> character < 0x7f);
  }

  @Test
  void refusesWhatJsonHasNot() {
    assertThatIllegalArgumentException().isThrownBy(() -> Json.of(Double.NaN));
    assertThatIllegalArgumentException().isThrownBy(() -> Json.of(new Object()));
  }
}

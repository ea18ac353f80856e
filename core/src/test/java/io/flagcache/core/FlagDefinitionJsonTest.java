package io.flagcache.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.flagcache.FlagDefinitionCacheData;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlagDefinitionJsonTest {

  private static final JsonMapper EXACT =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  static List<Path> fixtures() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/fixtures"))) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }

  private static FlagDefinitionCacheData parse(String json) {
    return FlagDefinitionJson.parse(json.getBytes(StandardCharsets.UTF_8));
  }

  private static String rewritten(String json) {
    return new String(FlagDefinitionJson.write(parse(json)), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void realDocumentsComeBackAsTheSameJson(Path fixture) throws IOException {
    byte[] original = Files.readAllBytes(fixture);

    FlagDefinitionCacheData data = FlagDefinitionJson.parse(original);
    byte[] written = FlagDefinitionJson.write(data);

    JsonNode expected = EXACT.readTree(original);
    assertThat(EXACT.readTree(written)).isEqualTo(expected);
    assertThat(FlagDefinitionJson.parse(written)).isEqualTo(data);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-1",
        "2147483648",
        "9007199254740993",
        "-9223372036854775808",
        "123456789012345678901234567890",
        "0.1",
        "1.0",
        "1E+30",
        "0.30000000000000000000000000000004",
        "true",
        "null",
        "\"\"",
        "[]",
        "{}",
        "[[],{},[null]]",
        "\"\\u00E9\\uD83D\\uDE00\"",
        "\"\\uD800\"",
        "\"\\u0000\\\"\\\\\""
      })
  void everyValueKeepsItsText(String value) {
    String json = "{\"flags\":[" + value + "],\"unknown\":" + value + "}";
    assertThat(rewritten(json)).isEqualTo(json);
  }

  @Test
  void numbersArriveAsTheSmallestTypeThatHoldsThem() {
    Map<String, Object> document =
        parse("{\"flags\":[],\"n\":[1,2147483648,9223372036854775808,1.50]}").document();
    assertThat(document.get("n"))
        .isEqualTo(
            List.of(1, 2147483648L, new BigInteger("9223372036854775808"), new BigDecimal("1.50")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "[]", "null", "{", "{\"flags\":[]} x", "{\"flags\":[NaN]}", "flags", "7"})
  void whatIsNoJsonObjectIsRefused(String json) {
    assertThatThrownBy(() -> parse(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Flag definitions are not a JSON object");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"flags\":null}", "{\"flags\":{}}", "{\"detail\":\"no\"}"})
  void anObjectWithoutAListOfFlagsIsRefused(String json) {
    assertThatThrownBy(() -> parse(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("list of 'flags'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"flags\": [\"phx_secret\", oops]}",
        "phx_secret",
        "\"phx_secret\"",
        "{\"flags\": [phx_secret]}",
        "{\"flags\": [\"phx_secret",
        "{\"flags\": []} phx_secret"
      })
  void theTextIsNotShownInErrors(String json) {
    assertThatThrownBy(() -> parse(json))
        .hasMessageContaining("line 1")
        .satisfies(
            e -> {
              StringWriter trace = new StringWriter();
              e.printStackTrace(new PrintWriter(trace));
              assertThat(trace.toString()).doesNotContain("phx_secret");
            });
  }

  @Test
  void aStringLongerThanJacksonsDefaultLimitIsRead() {
    String json = "{\"flags\":[\"" + "x".repeat(21_000_000) + "\"]}";
    assertThat(parse(json).document().get("flags"))
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
        .hasSize(1);
  }
}

package io.flagcache.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.flagcache.FlagDefinitionCacheData;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
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
  @ValueSource(strings = {"ff", "c080", "eda080", "f4908080", "e282"})
  void whatIsNoUtf8IsRefused(String bytes) {
    byte[] json = "{\"flags\":[\"??????\"]}".getBytes(StandardCharsets.UTF_8);
    byte[] broken = HexFormat.of().parseHex(bytes);
    System.arraycopy(broken, 0, json, 11, broken.length);

    assertThatThrownBy(() -> FlagDefinitionJson.parse(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Flag definitions are not a JSON object: the text is not UTF-8");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16BE", "UTF-16LE", "UTF-32BE", "UTF-32LE"})
  void otherUnicodeIsReadWithAMarkAndWithout(String charset) {
    String json = "{\"flags\":[\"\u00E9\uD83D\uDE00\"]}";
    for (String text : List.of(json, "\uFEFF" + json)) {
      assertThat(FlagDefinitionJson.parse(text.getBytes(Charset.forName(charset))))
          .isEqualTo(documentWith("\u00E9\uD83D\uDE00"));
    }
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
    byte[] text = json.getBytes(StandardCharsets.UTF_8);
    assertThat(FlagDefinitionJson.parse(text, text.length).document().get("flags"))
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
        .hasSize(1);
  }

  private static FlagDefinitionCacheData documentWith(Object value) {
    return FlagDefinitionCacheData.of(Map.of("flags", List.of(value)));
  }

  private static Object nested(int levels) {
    Object value = 1;
    for (int level = 0; level < levels; level++) {
      value = List.of(value);
    }
    return value;
  }

  static List<Arguments> readable() {
    return List.of(
        arguments("a long name", Map.of("k".repeat(50_000), 1)),
        arguments("a long name beyond ASCII", Map.of("\u20AC".repeat(50_000), 1)),
        arguments("a name beyond the basic plane", Map.of("\uD83D\uDE00", 1)),
        arguments("half of a pair as a value", "\uD800"),
        arguments("many digits", new BigInteger("9".repeat(1000))),
        arguments("many digits of a fraction", new BigDecimal("0." + "9".repeat(999))),
        arguments("a huge exponent", new BigDecimal("1E+2147483647")),
        arguments("a tiny exponent", new BigDecimal("1E-2147483647")),
        arguments("deep", nested(498)),
        arguments("names that share a hash", sameHash(2_000)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("readable")
  void whatIsWithinTheLimitsIsReadAgain(String kind, Object value) {
    FlagDefinitionCacheData data = documentWith(value);
    byte[] written = FlagDefinitionJson.write(data);

    FlagDefinitionJson.requireReadable(data, written, written.length);
    assertThat(FlagDefinitionJson.parse(written, written.length)).isEqualTo(data);
  }

  /** Names of one {@code hashCode}, in pieces of two characters. */
  private static Map<String, Object> sameHash(int names) {
    Map<String, Object> members = new TreeMap<>();
    for (int name = 0; name < names; name++) {
      StringBuilder text = new StringBuilder();
      for (int bit = 1; bit < names; bit *= 2) {
        text.append((name & bit) == 0 ? "Aa" : "BB");
      }
      members.put(text.toString(), name);
    }
    return members;
  }

  static List<Arguments> unreadable() {
    return List.of(
        arguments("a name that is too long", Map.of("k".repeat(50_001), 1)),
        arguments("a name with the first half of a pair", Map.of("\uD800", 1)),
        arguments("a name with the second half of a pair", Map.of("a\uDC00", 1)),
        arguments("too many digits", new BigInteger("9".repeat(1001))),
        arguments("too many digits of a fraction", new BigDecimal("0." + "9".repeat(1001))),
        arguments("too large an exponent", new BigDecimal(BigInteger.TWO, Integer.MIN_VALUE)),
        arguments("too many values", Collections.nCopies(16_384, 1)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unreadable")
  void whatCouldNotBeReadAgainIsRefusedAtOnce(String kind, Object value) {
    FlagDefinitionCacheData data = documentWith(value);
    byte[] written = FlagDefinitionJson.write(data);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> FlagDefinitionJson.requireReadable(data, written, 100_000))
        .withMessageNotContaining("kkk");
  }

  @Test
  void theLimitOfValuesCountsNamesAndValuesAlike() {
    byte[] most = FlagDefinitionJson.write(documentWith(Collections.nCopies(16_380, 1)));

    assertThat(FlagDefinitionJson.parse(most, 100_000).flags()).isEmpty();
  }

  @Test
  void aShortTextThatWouldTakeMuchMemoryIsRefused() {
    byte[] json =
        ("{\"flags\":[" + "{},".repeat(3_000_000) + "0]}").getBytes(StandardCharsets.UTF_8);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> FlagDefinitionJson.parse(json))
        .withMessageContaining("2097152 names and values");
  }
}

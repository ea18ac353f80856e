package io.flagcache.conformance;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.conformance.internal.JsonText;
import io.flagcache.conformance.internal.RulesV2;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The documents that workers publish. */
final class Documents {

  private static final String VERSION = "version";
  private static final int SMALL_FLAGS = 300;
  private static final int NOISE = 1_000;
  private static final int LONGEST_TEXT = 10_000;
  private static final Pattern ESCAPE = Pattern.compile("(?<!\\\\)\\\\u([0-9a-f]{4})");
  private static final int LARGE_FLAGS = 500;

  private Documents() {}

  /** A small document that differs from those with other names. */
  static FlagDefinitionCacheData named(String name) {
    return FlagDefinitionCacheData.of(
        object(
            "flags",
            List.of(flag(1, name)),
            "group_type_mapping",
            object("0", "organization"),
            "cohorts",
            object()));
  }

  /** Documents that are hard to keep, by what is hard about them. */
  static Map<String, FlagDefinitionCacheData> difficult() {
    Map<String, FlagDefinitionCacheData> all = new LinkedHashMap<>();
    all.put("a typical document", FlagDefinitionCacheData.of(typical()));
    all.put(
        "a document with rules of version 2",
        with("flags", List.of(flag(454, "invoice-export"), RulesV2.flag(455, "fast-search"))));
    all.put("a document without any flag", with("flags", List.of()));
    all.put("a document with integers", with("future_integers", integers()));
    all.put("a document with fractions", with("future_fractions", fractions()));
    all.put("a document with texts", with("future_texts", texts()));
    all.put("a document with odd member names", with("future_names", oddNames()));
    all.put("a document with nulls", with("future_nulls", nulls()));
    all.put("a deeply nested document", with("future_depth", nested(100)));
    all.put("a text of 70,000 characters", with("future_length", "t".repeat(70_000)));
    all.put(
        "a text of 40,000 characters with three bytes each",
        with("future_length", "\u20ac".repeat(40_000)));
    all.put("a name of 5,000 characters", with("n".repeat(5_000), "long"));
    all.put("a document without cohorts", FlagDefinitionCacheData.of(object("flags", List.of())));
    return all;
  }

  /** A document of at least this length as JSON, which compression does not make much shorter. */
  static FlagDefinitionCacheData ofBytes(int bytes, long seed) {
    Random random = new Random(seed);
    byte[] noise = new byte[3 * 1024];
    List<Object> flags = new ArrayList<>();
    for (int size = 0; size < bytes; size += noise.length / 3 * 4) {
      random.nextBytes(noise);
      Map<String, @Nullable Object> flag = flag(flags.size(), "flag-" + flags.size());
      flag.put("payload", Base64.getEncoder().encodeToString(noise));
      flags.add(flag);
    }
    return FlagDefinitionCacheData.of(object("flags", flags, "seed", seed));
  }

  /** A document with so many of these characters, in texts that are not long. */
  static FlagDefinitionCacheData ofText(String character, int count) {
    List<Object> flags = new ArrayList<>();
    for (int left = count; left > 0; left -= LONGEST_TEXT) {
      String text = character.repeat(Math.min(left, LONGEST_TEXT));
      flags.add(object("key", "flag-" + flags.size(), "payload", text));
    }
    return FlagDefinitionCacheData.of(object("flags", flags));
  }

  /** How many bytes a document has in UTF-8, with as few spaces and escapes as possible. */
  static long leastBytesOf(FlagDefinitionCacheData document) {
    String text = JsonText.of(document.document());
    long saved =
        ESCAPE
            .matcher(text)
            .results()
            .mapToInt(escape -> 6 - leastBytesOf(Integer.parseInt(escape.group(1), 16)))
            .sum();
    return text.length() - saved;
  }

  private static int leastBytesOf(int character) {
    if (character < 0x20 || Character.isSurrogate((char) character)) {
      return 2;
    }
    return character < 0x80 ? 1 : character < 0x800 ? 2 : 3;
  }

  /**
   * A document that shows in every flag which version it is. Even ones are short when compressed,
   * odd ones are not.
   */
  static FlagDefinitionCacheData versioned(int version) {
    List<Object> flags = new ArrayList<>();
    Random random = new Random(version);
    for (int i = 0; i < flagsOf(version); i++) {
      Map<String, @Nullable Object> flag = flag(i, "flag-" + i);
      flag.put(VERSION, version);
      if (version % 2 != 0) {
        flag.put("payload", noise(random));
      }
      flag.put("description", "version " + version + " ".repeat(200) + i);
      flags.add(flag);
    }
    return FlagDefinitionCacheData.of(object("cohorts", object(VERSION, version), "flags", flags));
  }

  /** Whether all parts of a document are of one {@linkplain #versioned(int) version}. */
  static boolean isOneVersion(FlagDefinitionCacheData data) {
    int version = intIn(data.cohorts());
    return data.flags().size() == flagsOf(version)
        && data.flags().stream().allMatch(flag -> intIn(flag) == version);
  }

  private static int intIn(Map<String, @Nullable Object> object) {
    return object.get(VERSION) instanceof Number version ? version.intValue() : -1;
  }

  /** Whether two documents of these tests are the same one, by the texts in their flags. */
  static boolean haveSameContent(FlagDefinitionCacheData left, FlagDefinitionCacheData right) {
    return textsOf(left).equals(textsOf(right));
  }

  static String summaryOf(FlagDefinitionCacheData data) {
    List<String> texts = textsOf(data);
    String first = texts.isEmpty() ? "" : texts.get(0);
    return texts.size()
        + " flags, the first '"
        + first.substring(0, Math.min(40, first.length()))
        + "'";
  }

  private static List<String> textsOf(FlagDefinitionCacheData data) {
    return data.flags().stream()
        .map(flag -> flag.get("key") + " " + flag.getOrDefault("payload", ""))
        .map(String::strip)
        .toList();
  }

  /** Text that compression leaves about as long, so that backends may have to split it. */
  private static String noise(Random random) {
    byte[] noise = new byte[NOISE];
    random.nextBytes(noise);
    return Base64.getEncoder().encodeToString(noise);
  }

  private static int flagsOf(int version) {
    return version % 2 == 0 ? SMALL_FLAGS : LARGE_FLAGS;
  }

  private static FlagDefinitionCacheData with(String member, @Nullable Object value) {
    Map<String, @Nullable Object> document = typical();
    document.put(member, value);
    return FlagDefinitionCacheData.of(document);
  }

  private static Map<String, @Nullable Object> typical() {
    return object(
        "flags",
        List.of(flag(451, "new-checkout"), flag(452, "dark-mode"), flag(453, "Straße-🏳️‍🌈")),
        "group_type_mapping",
        object("0", "organization", "1", "project"),
        "cohorts",
        object(
            "98",
            object(
                "type",
                "OR",
                "values",
                List.of(object("key", "id", "type", "cohort", "value", 99, "negation", true)))),
        "minimal_flag_called_events",
        true,
        "property_matching_version",
        2);
  }

  private static Map<String, @Nullable Object> flag(int id, String key) {
    return object(
        "id",
        id,
        "key",
        key,
        "active",
        true,
        "ensure_experience_continuity",
        null,
        "filters",
        object(
            "groups",
            List.of(
                object("properties", List.of(), "rollout_percentage", 33.3, "variant", null),
                object("properties", List.of(property()), "rollout_percentage", 100)),
            "payloads",
            object("true", "{\"color\": \"blue\"}")));
  }

  private static Map<String, @Nullable Object> property() {
    return object(
        "key",
        "email",
        "type",
        "person",
        "operator",
        "icontains",
        "value",
        List.of("@example.com", "müller@example.org"));
  }

  private static List<Object> integers() {
    return List.of(
        0,
        -1,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        Integer.MAX_VALUE + 1L,
        (1L << 53) + 1,
        -(1L << 53) - 1,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        BigInteger.TWO.pow(64).add(BigInteger.ONE),
        BigInteger.TEN.pow(40).negate());
  }

  private static List<Object> fractions() {
    return List.of(
        0.1,
        -2.5,
        new BigDecimal("1.0"),
        new BigDecimal("0.1000000000000000055511151231257827"),
        new BigDecimal("3.14159265358979323846264338327950288"),
        new BigDecimal("1E-20"));
  }

  private static List<Object> texts() {
    return List.of(
        "",
        " ",
        "Straße, Ελλάδα, Москва, 東京, עברית",
        "😀 👩‍👩‍👧‍👦 𝔘𝔫𝔦𝔠𝔬𝔡𝔢",
        "e\u0301 is not \u00e9",
        "quote \" backslash \\ slash / tab \t line \r\n",
        "zero \u0000 control \u001f separator \u2028 mark \ufeff",
        "null",
        "true",
        "12",
        "{\"not\": \"parsed\"}");
  }

  private static Map<String, @Nullable Object> oddNames() {
    return object("", 1, "a.b", 2, "$ref", 3, "ключ 🔑", 4, "quote \" \\", 5, "@class", "x.Y");
  }

  private static Map<String, @Nullable Object> nulls() {
    return object("null", null, "list", Arrays.asList(null, 1, null), "empty", object());
  }

  private static Object nested(int depth) {
    Object value = object("depth", depth, "empty", List.of());
    for (int i = 0; i < depth; i++) {
      value = i % 2 == 0 ? List.of(value) : object("inner", value);
    }
    return value;
  }

  private static Map<String, @Nullable Object> object(@Nullable Object... namesAndValues) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      object.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
    }
    return object;
  }
}

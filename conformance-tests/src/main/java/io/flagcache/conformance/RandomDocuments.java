package io.flagcache.conformance;

import io.flagcache.FlagDefinitionCacheData;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Documents in which values of every kind stand in every place; the same for each seed. */
final class RandomDocuments {

  /** The system property that has other documents made. */
  static final String SEED = "flagcache.conformance.seed";

  private static final int DEEPEST = 6;
  private static final int MOST_MEMBERS = 7;

  /** Names that a provider may take for one another stand side by side, here and in documents. */
  private static final List<String> NAMES =
      List.of(
          "Aa",
          "BB",
          "AaAa",
          "BBBB",
          "AaBB",
          "",
          " ",
          "\u00e9",
          "e\u0301",
          "\u00c5",
          "\u212b",
          "key",
          "Key",
          "KEY",
          "key ",
          "0",
          "00",
          "1",
          "-1",
          "true",
          "null",
          "__proto__",
          "constructor",
          "$ref",
          "$type",
          "@class",
          "@type",
          "#text",
          "class",
          "a.b",
          "a",
          "b",
          "a/b",
          "a~1b",
          "x_y",
          "x-y",
          "xY",
          "\u0000",
          "\n",
          "\"",
          "\\",
          "id",
          "flags",
          "version",
          "\u043a\u043b\u044e\u0447",
          "\ud83d\udd11",
          "\ufb01",
          "fi",
          "\u00df",
          "ss",
          "\u0130",
          "i\u0307",
          "$",
          "length");

  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "  both ends ",
          "2024-02-30",
          "2024-01-01T00:00:00Z",
          "2024-01-01T01:00:00.000+01:00",
          "12:00",
          "12",
          "007",
          "-0",
          "+1",
          "1e3",
          "1.0",
          "1_000",
          "0x10",
          "NaN",
          "Infinity",
          "true",
          "False",
          "null",
          "[]",
          "{}",
          "{\"a\":1}",
          "\u00e9",
          "e\u0301",
          "\u212b",
          "\ufb01",
          "\u0130",
          "\u00df",
          "\u0000",
          "a\u0000b",
          "\u001f\u007f\u0085\u2028\u2029\ufeff\u200b\u202e",
          "\ud83d\ude00",
          "\ud800\udc00",
          "\udbff\udffd",
          "\ufffd",
          "\uffff",
          "\"\\/\b\f\n\r\t",
          "\\u0041",
          "%41%00",
          "a+b",
          "<b>&amp;'",
          "a\r\nb\rc\n",
          "${x} #{y} {{z}}",
          "undefined",
          "Aa",
          "BB",
          "\t",
          "rO0ABXQAAXg=",
          "H4sIAAAAAAAA",
          "java.lang.String");

  private static final List<Number> NUMBERS =
      List.of(
          0,
          1,
          -1,
          127,
          128,
          255,
          32_768,
          65_536,
          16_777_217,
          Integer.MAX_VALUE,
          Integer.MIN_VALUE,
          Integer.MAX_VALUE + 1L,
          (1L << 53) - 1,
          (1L << 53) + 1,
          Long.MAX_VALUE,
          Long.MIN_VALUE,
          BigInteger.TWO.pow(63),
          BigInteger.TWO.pow(64).subtract(BigInteger.ONE),
          BigInteger.TWO.pow(64).add(BigInteger.ONE),
          BigInteger.TEN.pow(40).add(BigInteger.TWO).negate(),
          new BigDecimal("0.0"),
          new BigDecimal("1.0"),
          new BigDecimal("100.0"),
          new BigDecimal("2.50"),
          new BigDecimal("0.1"),
          new BigDecimal("-0.30000000000000004"),
          new BigDecimal("16777217.0"),
          new BigDecimal("9007199254740993.0"),
          new BigDecimal("123456789.123456789123456789"),
          new BigDecimal("1E+2"),
          new BigDecimal("-1.5E+300"),
          new BigDecimal("1E-7"),
          new BigDecimal("4.9E-324"),
          new BigDecimal("7E-400"));

  private final Random random;
  private final Deck<String> texts;
  private final Deck<Number> numbers;

  RandomDocuments(long seed) {
    this.random = new Random(seed);
    this.texts = new Deck<>(TEXTS, random);
    this.numbers = new Deck<>(NUMBERS, random);
  }

  /** What the system property says. */
  static long seedSetting() {
    String setting = System.getProperty(SEED, "1");
    try {
      return Long.parseLong(setting);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "The system property " + SEED + " is '" + setting + "'; use a whole number", e);
    }
  }

  /** Deals all of its cards before it deals one again. */
  private static final class Deck<T> {

    private final List<T> cards;
    private final Random random;
    private int next;

    Deck(List<T> cards, Random random) {
      this.cards = new ArrayList<>(cards);
      this.random = random;
    }

    T draw() {
      if (next == 0) {
        Collections.shuffle(cards, random);
      }
      T drawn = cards.get(next);
      next = (next + 1) % cards.size();
      return drawn;
    }
  }

  FlagDefinitionCacheData next() {
    Map<String, @Nullable Object> document = new LinkedHashMap<>();
    document.put("flags", flags());
    if (random.nextBoolean()) {
      document.put("group_type_mapping", Map.of("0", "organization"));
      document.put("cohorts", object(2));
    }
    object(1).forEach(document::putIfAbsent);
    return FlagDefinitionCacheData.of(document);
  }

  private List<Object> flags() {
    List<Object> flags = new ArrayList<>();
    for (int count = random.nextInt(4); count > 0; count--) {
      Map<String, @Nullable Object> flag = object(2);
      flag.put("key", "flag-" + count);
      flags.add(flag);
    }
    return flags;
  }

  private Map<String, @Nullable Object> object(int depth) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    int first = random.nextInt(NAMES.size());
    for (int member = random.nextInt(MOST_MEMBERS); member > 0; member--) {
      object.put(NAMES.get((first + member) % NAMES.size()), value(depth + 1));
    }
    return object;
  }

  private List<@Nullable Object> list(int depth) {
    List<@Nullable Object> list = new ArrayList<>();
    for (int count = random.nextInt(MOST_MEMBERS); count > 0; count--) {
      list.add(value(depth + 1));
      if (random.nextInt(4) == 0) {
        list.add(list.get(0));
      }
    }
    return list;
  }

  private @Nullable Object value(int depth) {
    return switch (random.nextInt(depth < DEEPEST ? 9 : 6)) {
      case 0, 1 -> texts.draw();
      case 2, 3 -> numbers.draw();
      case 4 -> random.nextBoolean();
      case 5 -> null;
      case 6 -> list(depth);
      default -> object(depth);
    };
  }
}

package io.flagcache.conformance;

import io.flagcache.FlagDefinitionCacheData;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Documents at the limits of what JSON parsers read, on both sides of each. */
final class ExtremeDocuments {

  private ExtremeDocuments() {}

  /** By what is extreme about them; without those that no SDK could hold either. */
  static Map<String, FlagDefinitionCacheData> all() {
    Map<String, FlagDefinitionCacheData> all = new LinkedHashMap<>();
    for (int length : List.of(50_000, 50_001)) {
      put(all, "a name of " + length + " characters", Map.of("n".repeat(length), 1));
    }
    put(all, "a name with the first half of a surrogate pair", Map.of("a\ud83d", 1));
    put(all, "a name with the second half of a surrogate pair", Map.of("\ude00b", 1));
    put(all, "a text with half a surrogate pair", "a\ud83d b\ude00");
    for (int digits : List.of(1_000, 1_001)) {
      put(all, "an integer of " + digits + " digits", new BigInteger("7".repeat(digits)));
      put(all, "a fraction of " + digits + " digits", new BigDecimal("0." + "7".repeat(digits)));
    }
    for (String number :
        List.of("1E+999", "1E-999", "-1E+99999", "1E+2147483647", "1E-2147483647")) {
      put(all, "the number " + number, new BigDecimal(number));
    }
    put(all, "a number beyond any exponent", new BigDecimal(BigInteger.TEN, Integer.MIN_VALUE));
    for (int depth : List.of(499, 500, 501, 1_001)) {
      put(all, "a document " + depth + " levels deep", nested(depth));
    }
    put(all, "a text of 100,000 characters", "\u00e9".repeat(100_000));
    return all;
  }

  /** Documents that take more memory than their length tells, each of less than 40,000 bytes. */
  static Map<String, FlagDefinitionCacheData> ofManyValues() {
    Map<String, FlagDefinitionCacheData> all = new LinkedHashMap<>();
    put(all, "12,000 empty objects", Collections.nCopies(12_000, Map.of()));
    put(all, "18,000 values", Collections.nCopies(18_000, 0));
    put(all, "3,000 names", names(3_000));
    return all;
  }

  private static void put(Map<String, FlagDefinitionCacheData> all, String what, Object value) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("flags", List.of(Map.of("key", what)));
    document.put("extreme", value);
    try {
      all.put(what, FlagDefinitionCacheData.of(document));
    } catch (IllegalArgumentException nobodyCanHoldIt) {
      // What cannot be handed over needs no refusal.
    }
  }

  private static Object nested(int depth) {
    Object value = 1;
    for (int level = 2; level < depth; level++) {
      value = new ArrayList<>(List.of(value));
    }
    return value;
  }

  private static Map<String, Object> names(int count) {
    Map<String, Object> names = new LinkedHashMap<>();
    IntStream.range(0, count).forEach(number -> names.put("n" + number, number));
    return names;
  }
}

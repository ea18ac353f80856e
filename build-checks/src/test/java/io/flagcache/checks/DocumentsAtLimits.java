package io.flagcache.checks;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.core.FlagDefinitionJson;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Documents on both sides of every limit that some version of Jackson has, as an SDK hands them
 * over and as the API sends them.
 */
final class DocumentsAtLimits {

  /** Above the longest text that Jackson reads by itself, 20,000,000 characters. */
  private static final int MAX_DOCUMENT_BYTES = 24_000_000;

  private static final int SMALL_DOCUMENT_BYTES = 100_000;

  /**
   * A document.
   *
   * @param isTaken whether every version has to accept it, or to refuse it
   * @param document fails with an {@link IllegalArgumentException} if nobody can hold it
   */
  record Candidate(
      String name, boolean isTaken, int maxBytes, Supplier<FlagDefinitionCacheData> document) {}

  private final List<Candidate> all = new ArrayList<>();

  private DocumentsAtLimits() {}

  static List<Candidate> all() {
    DocumentsAtLimits documents = new DocumentsAtLimits();
    documents.addNames();
    documents.addTexts();
    documents.addNumbers();
    documents.addNesting();
    documents.addManyValues();
    documents.addSyntax();
    documents.addNumbersAsSent();
    documents.addEncodings();
    return documents.all;
  }

  private void taken(String name, Object value) {
    add(name, true, value);
  }

  private void refused(String name, Object value) {
    add(name, false, value);
  }

  private void add(String name, boolean isTaken, Object value) {
    add(name, isTaken, () -> FlagDefinitionCacheData.of(Map.of("flags", List.of(value))));
  }

  private void add(String name, boolean isTaken, Supplier<FlagDefinitionCacheData> document) {
    all.add(new Candidate(name, isTaken, MAX_DOCUMENT_BYTES, document));
  }

  private void addToSmall(String name, boolean isTaken, Object value) {
    all.add(
        new Candidate(
            name,
            isTaken,
            SMALL_DOCUMENT_BYTES,
            () -> FlagDefinitionCacheData.of(Map.of("flags", List.of(value)))));
  }

  private void takenAsSent(String name, String json) {
    addSent(name, true, json.getBytes(StandardCharsets.UTF_8));
  }

  private void refusedAsSent(String name, String json) {
    addSent(name, false, json.getBytes(StandardCharsets.UTF_8));
  }

  private void addSent(String name, boolean isTaken, byte[] json) {
    add(name + ", as sent", isTaken, () -> FlagDefinitionJson.parse(json, MAX_DOCUMENT_BYTES));
  }

  private static String flags(String value) {
    return "{\"flags\":[" + value + "]}";
  }

  private void addNames() {
    taken("an empty name", Map.of("", 1));
    taken("a name of control characters", Map.of("\u0000\u001f\u007f\u2028", 1));
    taken("a name beyond the basic plane", Map.of("\ud83d\ude00", 1));
    taken("a name of 50,000 characters", Map.of("n".repeat(50_000), 1));
    refused("a name of 50,001 characters", Map.of("n".repeat(50_001), 1));
    taken("a name of 50,000 characters beyond ASCII", Map.of("\u00e9".repeat(50_000), 1));
    refused("a name of 50,001 characters beyond ASCII", Map.of("\u20ac".repeat(50_001), 1));
    taken("a long name beyond the basic plane", Map.of("\ud83d\ude00n".repeat(16_000), 1));
    taken("a name of 25,000 pairs", Map.of("\ud83d\ude00".repeat(25_000), 1));
    refused("a name of 25,001 pairs", Map.of("\ud83d\ude00".repeat(25_001), 1));
    refused("a name with the first half of a pair", Map.of("a\ud83d", 1));
    refused("a name with the second half of a pair", Map.of("\ude00b", 1));
    refused("a name with the halves of a pair swapped", Map.of("\ude00\ud83d", 1));
    taken("names that share a hash", sameHash(2_000));
    taken("20,000 names", namesUpTo(20_000));
    takenAsSent("a name twice", "{\"flags\":[],\"a\":1,\"b\":2,\"a\":3}");
    takenAsSent("flags twice", "{\"flags\":[1],\"flags\":[2]}");
    takenAsSent("the same name escaped", "{\"flags\":[],\"a\":1,\"\\u0061\":2}");
    refusedAsSent("a name with half a pair", flags("{\"\\ud800\":1}"));
    refusedAsSent("a name of 50,001 characters", flags("{\"" + "n".repeat(50_001) + "\":1}"));
    refusedAsSent("a name without quotes", flags("{a:1}"));
    refusedAsSent("a name without a value", flags("{\"a\"}"));
  }

  private static Map<String, Object> namesUpTo(int count) {
    return IntStream.range(0, count)
        .boxed()
        .collect(Collectors.toMap(number -> "n" + number, number -> 0));
  }

  /** Names of one {@code hashCode}, in pieces of two characters. */
  private static Map<String, Object> sameHash(int count) {
    Map<String, Object> members = new LinkedHashMap<>();
    for (int number = 0; number < count; number++) {
      StringBuilder name = new StringBuilder();
      for (int bit = 1; bit < count; bit *= 2) {
        name.append((number & bit) == 0 ? "Aa" : "BB");
      }
      members.put(name.toString(), number);
    }
    return members;
  }

  private void addTexts() {
    taken("an empty text", "");
    taken("the first half of a pair", "a\ud83d");
    taken("the second half of a pair", "\ude00b");
    taken("the halves of a pair swapped", "\ude00\ud83d");
    taken("names, texts and numbers at every place of a buffer", atEveryPlace());
    taken("every character", everyCharacter());
    taken("100,000 characters beyond ASCII", "\u00e9".repeat(100_000));
    taken("a byte order mark", "\ufeff{}");
    add(
        "a text of 20,000,001 characters",
        true,
        () -> FlagDefinitionCacheData.of(Map.of("flags", List.of("x".repeat(20_000_001)))));
    addToSmall("a text as long as a document may be", false, "x".repeat(SMALL_DOCUMENT_BYTES));
    takenAsSent("half a pair", flags("\"\\ud800\""));
    takenAsSent(
        "escapes of all kinds", flags("\"\\b\\f\\n\\r\\t\\\"\\\\\\/\\u0000\\uD83D\\uDE00\""));
    takenAsSent("characters unescaped", flags("\"\u007f\u0085\u2028\ufeff\uffff\ud83d\ude00\""));
    refusedAsSent("a control character unescaped", flags("\"\u0001\""));
    refusedAsSent("a line break in a text", flags("\"a\nb\""));
    refusedAsSent("an unknown escape", flags("\"\\x41\""));
    refusedAsSent("half an escape", flags("\"\\u00\""));
  }

  /** Of any length up to two kilobytes, so that each kind is cut anywhere. */
  private static List<Object> atEveryPlace() {
    return IntStream.range(0, 300)
        .<Object>mapToObj(
            length ->
                List.of(
                    Map.of("\ud83d\ude00".repeat(length), "\ud83d\ude00\ud83d".repeat(length)),
                    new BigDecimal("7".repeat(500) + "." + "7".repeat(length) + "E-9"),
                    new BigInteger("-1" + "0".repeat(length))))
        .toList();
  }

  private static String everyCharacter() {
    StringBuilder characters = new StringBuilder();
    for (int character = 0; character <= Character.MAX_VALUE; character++) {
      characters.append((char) character);
    }
    return characters.toString();
  }

  private void addNumbers() {
    for (Number number :
        List.<Number>of(
            Byte.MIN_VALUE,
            Integer.MIN_VALUE,
            Long.MAX_VALUE,
            9_007_199_254_740_993L,
            -0.0,
            Double.MIN_VALUE,
            Double.MAX_VALUE,
            0.1f,
            1e22)) {
      taken("the number " + number + " of " + number.getClass().getSimpleName(), number);
    }
    refused("no number", Double.NaN);
    refused("infinity", Double.NEGATIVE_INFINITY);
    for (String number :
        List.of(
            "1.500",
            "1E+25",
            "1E+400",
            "1E-400",
            "-1E+99999",
            "1E+100001",
            "1E+1000000000",
            "1E+2147483647",
            "1E-2147483647",
            "0E+400",
            "0E-400",
            "1.000E-2147483644")) {
      taken("the number " + number, new BigDecimal(number));
    }
    refused("an exponent beyond any", new BigDecimal(BigInteger.TEN, Integer.MIN_VALUE));
    for (int digits : List.of(500, 999, 1_000)) {
      taken("an integer of " + digits + " digits", new BigInteger("7".repeat(digits)));
      taken("a negative one of " + digits + " digits", new BigInteger("-" + "7".repeat(digits)));
    }
    refused("an integer of 1,001 digits", new BigInteger("7".repeat(1_001)));
    taken("a fraction of 999 digits", new BigDecimal("0." + "7".repeat(999)));
    refused("a fraction of 1,001 digits", new BigDecimal("0." + "7".repeat(1_001)));
    taken("a fraction of zeros", new BigDecimal("1." + "0".repeat(999)));
    taken("digits on both sides", new BigDecimal("7".repeat(500) + "." + "7".repeat(500)));
    taken("many digits and an exponent", new BigDecimal("7." + "7".repeat(900) + "E+2147483"));
    refused("1,001 digits and an exponent", new BigDecimal("7." + "7".repeat(1_000) + "E+9999"));
  }

  private void addNesting() {
    taken("lists 500 levels deep", nested(498, false));
    refused("lists 501 levels deep", nested(499, false));
    refused("lists 1,001 levels deep", nested(999, false));
    taken("objects 500 levels deep", nested(498, true));
    refused("objects 501 levels deep", nested(499, true));
    takenAsSent("500 levels", flags("[".repeat(498) + "]".repeat(498)));
    refusedAsSent("501 levels", flags("[".repeat(499) + "]".repeat(499)));
    refusedAsSent("100,000 levels", flags("[".repeat(100_000) + "]".repeat(100_000)));
  }

  private static Object nested(int levels, boolean objects) {
    Object value = 1;
    for (int level = 0; level < levels; level++) {
      value = objects ? Map.of("a", value) : List.of(value);
    }
    return value;
  }

  private void addManyValues() {
    for (int values : List.of(16_380, 16_381)) {
      addToSmall(values + " values", values == 16_380, Collections.nCopies(values, 0));
    }
    for (int names : List.of(8_190, 8_191)) {
      addToSmall(names + " names", names == 8_190, namesUpTo(names));
    }
    byte[] json =
        flags(String.join(",", Collections.nCopies(17_000, "{}")))
            .getBytes(StandardCharsets.US_ASCII);
    all.add(
        new Candidate(
            "17,000 objects, as sent",
            false,
            SMALL_DOCUMENT_BYTES,
            () -> FlagDefinitionJson.parse(json, SMALL_DOCUMENT_BYTES)));
  }

  private void addSyntax() {
    takenAsSent("white space", " \t\r\n{ \"flags\" :\n[ ] }\r\n ");
    takenAsSent("the plain words", flags("true,false,null"));
    for (String json :
        List.of(
            "",
            "null",
            "7",
            "[]",
            "{}",
            "{\"flags\":null}",
            "{\"flags\":{}}",
            "{\"flags\":[]",
            "{\"flags\":[]} x",
            "{\"flags\":[]}{}",
            "{\"flags\":[1,]}",
            "{\"flags\":[,1]}",
            "{\"flags\":[],}",
            "{'flags':[]}",
            "{\"flags\":[/**/]}",
            "#\n{\"flags\":[]}",
            "{\"flags\":[TRUE]}",
            "{\"flags\":[undefined]}")) {
      refusedAsSent(json.isEmpty() ? "nothing" : json.replace('\n', ' '), json);
    }
  }

  private void addNumbersAsSent() {
    for (String number :
        List.of(
            "-0",
            "-0.0",
            "0e0",
            "1E+0005",
            "1e25",
            "1e400",
            "1e1000000000",
            "1e2147483647",
            "1e-2147483647",
            "2147483648",
            "18446744073709551616",
            "1." + "0".repeat(999),
            "-" + "9".repeat(1_000))) {
      takenAsSent(shortened(number), flags(number));
    }
    for (String number :
        List.of(
            "00",
            "01",
            "-01",
            "+1",
            ".5",
            "5.",
            "1e",
            "1e+",
            "-",
            "0x10",
            "1_000",
            "NaN",
            "-Infinity",
            "1e2147483648",
            "1e-2147483649",
            "1e99999999999",
            "0." + "1".repeat(1_001),
            "9".repeat(1_001),
            "-" + "9".repeat(1_001))) {
      refusedAsSent(shortened(number), flags(number));
    }
  }

  private static String shortened(String number) {
    return number.length() < 20
        ? number
        : number.substring(0, 5) + "... of " + number.length() + " characters";
  }

  private void addEncodings() {
    takenAsSent("a byte order mark first", "\ufeff" + flags("1"));
    for (String charset : List.of("UTF-16BE", "UTF-16LE", "UTF-32BE", "UTF-32LE")) {
      addSent(charset, true, flags("\"\u00e9\ud83d\ude00\"").getBytes(Charset.forName(charset)));
    }
    addSent("the last code point", true, withBytes("f48fbfbf"));
    Map<String, String> broken = new LinkedHashMap<>();
    broken.put("a code point beyond the last", "f4908080");
    broken.put("half a pair in UTF-8", "eda080");
    broken.put("an overlong form", "c080");
    broken.put("a byte of no character", "ff");
    broken.put("a character that is cut off", "e282");
    broken.forEach((name, bytes) -> addSent(name, false, withBytes(bytes)));
    addSent("Latin-1", false, flags("\"\u00e9\"").getBytes(StandardCharsets.ISO_8859_1));
    byte[] whole = flags("\"\u20ac\"").getBytes(StandardCharsets.UTF_8);
    addSent("an end within a character", false, Arrays.copyOf(whole, whole.length - 4));
  }

  private static byte[] withBytes(String hex) {
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    json.writeBytes("{\"flags\":[\"".getBytes(StandardCharsets.US_ASCII));
    json.writeBytes(HexFormat.of().parseHex(hex));
    json.writeBytes("\"]}".getBytes(StandardCharsets.US_ASCII));
    return json.toByteArray();
  }
}

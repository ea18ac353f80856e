package io.flagcache.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OrdinaryContentTest {

  private static final DocumentLimits LIMITS = new DocumentLimits(1000);

  private static boolean isOrdinary(Object value) {
    return OrdinaryContent.isAllOf(Map.of("flags", value), LIMITS);
  }

  /** The innermost is this deep, with the document as the first level. */
  private static Object nested(int depth) {
    Object inner = 1;
    for (int level = 2; level < depth; level++) {
      inner = level % 2 == 0 ? List.of(inner) : Map.of("a", inner);
    }
    return inner;
  }

  static List<Arguments> ordinary() {
    return List.of(
        arguments("all kinds", Arrays.asList(1, 2L, null, true, "x\uD800", Map.of(), List.of())),
        arguments("a name", Map.of("\u20AC".repeat(1000), 1)),
        arguments("digits", new BigDecimal(BigInteger.TEN.pow(99))),
        arguments("places", new BigDecimal(BigInteger.ONE, 100)),
        arguments("zeros", new BigDecimal(BigInteger.ONE, -100)),
        arguments("bits", BigInteger.ONE.shiftLeft(99)),
        arguments("depth", nested(100)),
        // The document, its member's name, the list.
        arguments("values", Collections.nCopies(LIMITS.maxValues() - 3, 1)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ordinary")
  void whatIsFarFromEveryLimitNeedsNoParser(String kind, Object value) {
    assertThat(isOrdinary(value)).isTrue();
  }

  static List<Arguments> other() {
    return List.of(
        arguments("a name", Map.of("\u20AC".repeat(1001), 1)),
        arguments("half a pair", Map.of("a\uDC00", 1)),
        arguments("a pair", Map.of("\uD83D\uDE00", 1)),
        arguments("digits", new BigDecimal(BigInteger.TEN.pow(100))),
        arguments("places", new BigDecimal(BigInteger.ONE, 101)),
        arguments("zeros", new BigDecimal(BigInteger.ONE, -101)),
        arguments("the least scale", new BigDecimal(BigInteger.ONE, Integer.MIN_VALUE)),
        arguments("bits", BigInteger.ONE.shiftLeft(100)),
        arguments("depth", nested(101)),
        arguments("values", Collections.nCopies(LIMITS.maxValues() - 2, 1)),
        arguments("in a list", List.of(1, new BigDecimal("1E+101"), 1)),
        arguments("in an object", Map.of("a", new BigDecimal("1E+101"))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("other")
  void whatIsNearALimitIsLeftToAParser(String kind, Object value) {
    assertThat(isOrdinary(value)).isFalse();
  }

  @Test
  void namesCountAsValuesDo() {
    List<Object> values = new ArrayList<>(Collections.nCopies(LIMITS.maxValues() - 5, 1));
    values.add(Map.of());
    assertThat(isOrdinary(values)).isTrue();
    values.set(0, Map.of("name", 1));
    assertThat(isOrdinary(values)).isFalse();
  }
}

package io.flagcache.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.conformance.internal.JsonDifference;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JsonDifferenceTest {

  @Test
  void equalDocumentsDoNotDiffer() {
    Documents.difficult()
        .values()
        .forEach(document -> assertThat(JsonDifference.between(document, document)).isEmpty());
  }

  @Test
  void theOrderOfMembersDoesNotMatter() {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("a", 1);
    one.put("b", 2);
    Map<String, Object> other = new LinkedHashMap<>();
    other.put("b", 2);
    other.put("a", 1);
    assertThat(difference(one, other)).isEmpty();
  }

  @Test
  void trailingZerosOfAFractionDoNotMatter() {
    assertThat(difference(new BigDecimal("1.0"), new BigDecimal("1.00"))).isEmpty();
  }

  @Test
  void anIntegerIsNoFraction() {
    assertThat(difference(1, 1.0))
        .contains("at '/value' there is the fraction 1.0 instead of the integer 1");
  }

  @Test
  void everyDigitCounts() {
    assertThat(difference(9007199254740993L, 9007199254740992L)).isPresent();
    assertThat(difference(new BigDecimal("0.10000000000000000001"), 0.1)).isPresent();
  }

  @Test
  void aTextIsNoNumber() {
    assertThat(difference(12, "12"))
        .contains("at '/value' there is the text 12 instead of the integer 12");
  }

  @Test
  void aMissingMemberIsNotNull() {
    Map<String, Object> withNull = new LinkedHashMap<>();
    withNull.put("x", null);
    assertThat(difference(withNull, Map.of())).contains("the member '/value/x' is missing");
    assertThat(difference(Map.of(), withNull))
        .contains("there is a member '/value/x' that was not published");
    assertThat(difference(withNull, Map.of("x", false)))
        .contains("at '/value/x' there is the boolean false instead of null");
  }

  @Test
  void listsHaveALengthAndAnOrder() {
    assertThat(difference(List.of(1), List.of(1, 2)))
        .contains("the list at '/value' has 2 elements instead of 1");
    assertThat(difference(List.of(1, 2), List.of(2, 1))).isPresent();
    assertThat(difference(Arrays.asList(1, null), List.of(1, 0))).isPresent();
  }

  @Test
  void controlsAreEscaped() {
    assertThat(difference("a\n", "\u001b["))
        .contains("at '/value' there is the text \\u001b[ instead of the text a\\u000a");
  }

  private static Optional<String> difference(Object published, Object read) {
    return JsonDifference.between(data(published), data(read));
  }

  private static FlagDefinitionCacheData data(Object value) {
    return FlagDefinitionCacheData.of(Map.of("flags", List.of(), "value", value));
  }
}

package io.flagcache;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FlagDefinitionCacheDataTest {

  @Test
  void theViewsShowTheKnownMembersAndTheDocumentKeepsAll() {
    Map<String, Object> flag = Map.of("key", "checkout");
    Map<String, Object> document =
        Map.of(
            "flags", List.of(flag, "odd"),
            "group_type_mapping", Map.of("0", "company", "1", 7),
            "cohorts", Map.of("12", Map.of("type", "AND")),
            "property_matching_version", 2);

    FlagDefinitionCacheData data = FlagDefinitionCacheData.of(document);

    assertThat(data.flags()).containsExactly(flag);
    assertThat(data.groupTypeMapping()).isEqualTo(Map.of("0", "company"));
    assertThat(data.cohorts()).isEqualTo(Map.of("12", Map.of("type", "AND")));
    assertThat(data.document()).isEqualTo(document);
  }

  @Test
  void missingMembersAreEmptyViews() {
    FlagDefinitionCacheData data = FlagDefinitionCacheData.of(Map.of("flags", List.of()));

    assertThat(data.flags()).isEmpty();
    assertThat(data.groupTypeMapping()).isEmpty();
    assertThat(data.cohorts()).isEmpty();
  }

  @Test
  void nothingThatTheCallerDoesLaterChangesIt() {
    Map<String, Object> flag = new HashMap<>(Map.of("key", "checkout"));
    List<Object> flags = new ArrayList<>(List.of(flag));
    Map<String, Object> document = new HashMap<>(Map.of("flags", flags));
    FlagDefinitionCacheData data = FlagDefinitionCacheData.of(document);

    flag.put("key", "changed");
    flags.clear();
    document.clear();

    assertThat(data.document()).isEqualTo(Map.of("flags", List.of(Map.of("key", "checkout"))));
  }

  @Test
  void nothingThatItReturnsCanBeModified() {
    FlagDefinitionCacheData data =
        FlagDefinitionCacheData.of(
            Map.of("flags", List.of(Map.of()), "cohorts", Map.of("1", List.of())));

    assertThatThrownBy(() -> data.document().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> data.flags().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> data.flags().get(0).put("a", 1))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> data.groupTypeMapping().put("a", "b"))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> requireNonNull((List<?>) data.document().get("flags")).clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void numbersOfTheSameValueAreTheSameWhateverTypeTheyCameIn() {
    List<Object> numbers =
        List.of((byte) 1, (short) 1, 1L, BigInteger.ONE, 5_000_000_000L, 0.5, 0.25f);

    assertThat(FlagDefinitionCacheData.of(Map.of("flags", numbers)).document().get("flags"))
        .isEqualTo(
            List.of(1, 1, 1, 1, 5_000_000_000L, new BigDecimal("0.5"), new BigDecimal("0.25")));
  }

  @Test
  void smallAndLargeObjectsBehaveAsMaps() {
    for (int size : new int[] {0, 1, 16, 17, 1000}) {
      Map<String, Object> members = new LinkedHashMap<>();
      for (int member = 0; member < size; member++) {
        members.put("member" + member, member);
      }
      members.put("nothing", null);
      Map<String, Object> copy =
          FlagDefinitionCacheData.of(Map.of("flags", List.of(), "cohorts", members)).cohorts();

      assertThat(copy).isEqualTo(members).hasSameHashCodeAs(members).hasToString(members + "");
      assertThat(members).isEqualTo(copy);
      assertThat(copy.keySet()).containsExactlyElementsOf(members.keySet());
      assertThat(copy.get("member" + (size - 1))).isEqualTo(size == 0 ? null : size - 1);
      assertThat(copy.containsKey("nothing")).isTrue();
      assertThat(copy.containsKey("missing")).isFalse();
      assertThatThrownBy(() -> copy.remove("nothing"))
          .isInstanceOf(UnsupportedOperationException.class);
      assertThatThrownBy(() -> copy.entrySet().iterator().next().setValue(1))
          .isInstanceOf(UnsupportedOperationException.class);
    }
  }

  @Test
  void nullsAndOrderAreKept() {
    Map<String, Object> flag = new LinkedHashMap<>();
    flag.put("z", null);
    flag.put("a", Arrays.asList(1, null));

    FlagDefinitionCacheData data = FlagDefinitionCacheData.of(Map.of("flags", List.of(flag)));

    assertThat(data.document()).hasToString("{flags=[{z=null, a=[1, null]}]}");
  }

  @Test
  void aDocumentWithoutAListOfFlagsIsRefused() {
    refusedWithoutFlags(Map.of(), "there is none");
    refusedWithoutFlags(Map.of("flags", Map.of()), "'flags' is an object");
    refusedWithoutFlags(Map.of("flags", "none"), "'flags' is a string");
    refusedWithoutFlags(Map.of("flags", 1), "'flags' is a number");
    refusedWithoutFlags(Map.of("flags", true), "'flags' is true");
    refusedWithoutFlags(Collections.singletonMap("flags", null), "'flags' is null");
  }

  private static void refusedWithoutFlags(Map<String, @Nullable Object> document, String kind) {
    assertThatThrownBy(() -> FlagDefinitionCacheData.of(document))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("need a list of 'flags', but " + kind + "; pass on");
  }

  @Test
  void whatIsNoJsonIsRefusedWithItsPlace() {
    refused(List.of(UUID.randomUUID()), "/flags/0", "UUID");
    refused(List.of(Map.of("a", Map.of("b", Double.NaN))), "/flags/0/a/b", "NaN");
    refused(List.of(Map.of(7, "x")), "/flags", "string keys", "Integer");
    refused(List.of(new AtomicInteger()), "/flags", "AtomicInteger");
  }

  @Test
  void aDocumentThatContainsItselfIsRefused() {
    List<Object> endless = new ArrayList<>();
    endless.add(endless);
    refused(endless, "nested deeper than 500");
  }

  @Test
  void equalDocumentsAreEqual() {
    FlagDefinitionCacheData one =
        FlagDefinitionCacheData.of(Map.of("flags", List.of(1L), "cohorts", Map.of()));
    FlagDefinitionCacheData other =
        FlagDefinitionCacheData.of(Map.of("cohorts", Map.of(), "flags", List.of(1)));

    assertThat(one).isEqualTo(other).hasSameHashCodeAs(other);
    assertThat(one).isNotEqualTo(FlagDefinitionCacheData.of(Map.of("flags", List.of(1))));
  }

  @Test
  void itsTextShowsNoContent() {
    assertThat(FlagDefinitionCacheData.of(Map.of("flags", List.of(Map.of("key", "checkout")))))
        .hasToString("FlagDefinitionCacheData[1 flags, members [flags]]");
  }

  @Test
  void namesOfMembersBeginNoLineAndAreObeyedByNoTerminal() {
    String hostile = "a\u001b[2J\nforged\u202e\udb40\udc01\ud83d";
    String shown = "a\\u001b[2J\\u000aforged\\u202e\\udb40\\udc01\\ud83d";

    assertThat(FlagDefinitionCacheData.of(Map.of("flags", List.of(), hostile, 1)).toString())
        .contains(shown)
        .doesNotContain("\u001b", "\n", "\u202e");
    refused(List.of(Map.of(hostile, Double.NaN)), "/flags/0/" + shown + "'");
    refused(List.of(Map.of(hostile, Map.of(7, "x"))), "/flags/0/" + shown + "'");
    Map<String, Object> endless = new LinkedHashMap<>();
    endless.put(hostile, endless);
    refused(endless, shown + "/" + shown);
    assertThatThrownBy(
            () -> FlagDefinitionCacheData.of(Map.of("flags", Map.of("y".repeat(90_000), 0.0f / 0))))
        .satisfies(failure -> assertThat(failure.getMessage()).hasSizeLessThan(2500));
  }

  private static void refused(Object flags, String... parts) {
    assertThatThrownBy(() -> FlagDefinitionCacheData.of(Map.of("flags", flags)))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .contains(parts);
  }
}

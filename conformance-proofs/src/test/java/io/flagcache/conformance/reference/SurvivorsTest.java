package io.flagcache.conformance.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SurvivorsTest {

  @ParameterizedTest
  @ValueSource(strings = {"engine", "record-store", "reference-provider"})
  void eachMutantThatSurvivesHasAReason(String code) throws IOException {
    assertThat(Survivors.of(code).values()).isNotEmpty().noneMatch(String::isBlank);
  }

  @Test
  void mutantsStandBelowTheirReason() {
    assertThat(
            Survivors.parse(
                List.of(
                    "Both are right.", "  A.b: negated (1)", "  A.c: removed (2)", "", "Logs.")))
        .isEqualTo(
            Map.of("A.b: negated (1)", "Both are right.", "A.c: removed (2)", "Both are right."));
  }

  @Test
  void noMutantHasTwoReasons() {
    List<String> lines = List.of("One.", "  A.b: negated (1)", "Two.", "  A.b: negated (1)");
    assertThatThrownBy(() -> Survivors.parse(lines)).hasMessageContaining("A.b: negated (1)");
  }
}

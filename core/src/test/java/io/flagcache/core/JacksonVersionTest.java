package io.flagcache.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.core.Version;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JacksonVersionTest {

  private static Version version(String text) {
    String[] parts = text.split("\\.");
    return new Version(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), 0, null, null, null);
  }

  @ParameterizedTest
  @CsvSource({"2.16, 2.16", "2.16, 2.30", "2.30, 2.16"})
  void whatHasAllLimitsCanBeUsed(String core, String databind) {
    assertThat(JacksonVersion.problemOf(version(core), version(databind))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"2.15, 2.16", "2.16, 2.15", "1.99, 2.16", "3.0, 2.16"})
  void whatHasNotIsNamedWithTheFix(String core, String databind) {
    assertThat(JacksonVersion.problemOf(version(core), version(databind)))
        .hasValueSatisfying(
            problem ->
                assertThat(problem)
                    .contains(
                        "jackson-core " + core + ".0",
                        "jackson-databind " + databind + ".0",
                        "2.16",
                        "jackson-bom"));
  }

  @Test
  void whatTheseTestsRunOnCanBeUsed() {
    assertThatCode(JacksonVersion::requireUsable).doesNotThrowAnyException();
  }
}

package io.flagcache.core.url;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagcache.core.Role;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UrlParametersTest {

  @ParameterizedTest
  @CsvSource({"250ms,PT0.25S", "30s,PT30S", "5m,PT5M", "24h,PT24H", "7d,PT168H", "PT1M30S,PT1M30S"})
  void durationsAreWrittenShortOrInIso(String text, Duration expected) {
    assertThat(UrlParameters.ofQuery("lease=" + text).duration("lease")).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "30", "s", "1.5s", "30 s", "99999999999999999999s", "9223372036854775807d"})
  void whatIsNoDurationIsRefusedByName(String text) {
    UrlParameters parameters = new UrlParameters(Map.of("lease", text));
    assertThatThrownBy(() -> parameters.duration("lease"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'lease' is '" + text + "'")
        .hasMessageContaining("30s");
  }

  @Test
  void whatNobodyTookIsRefusedByNameAndItsValueIsNotShown() {
    UrlParameters parameters = UrlParameters.ofQuery("lease=30s&passwort=hunter2");
    assertThat(parameters.duration("lease")).isPresent();

    assertThatThrownBy(parameters::rejectOthers)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Unknown URL parameter 'passwort'; known are lease");
  }

  @Test
  void valuesAreDecoded() {
    assertThat(UrlParameters.ofQuery("a=p%26q%3D%C3%A9+r").text("a")).contains("p&q=é r");
  }

  @ParameterizedTest
  @ValueSource(strings = {"lease", "=30s", "a=1&a=2", "a=%zz"})
  void malformedQueriesAreRefused(String query) {
    assertThatThrownBy(() -> UrlParameters.ofQuery(query))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .contains("URL");
  }

  @Test
  void wordsNumbersAndSwitchesAreChecked() {
    UrlParameters parameters = UrlParameters.ofQuery("role=boss&maxDocumentBytes=many&create=yes");
    assertThatThrownBy(() -> parameters.word("role", Role.class))
        .hasMessage("The URL parameter 'role' is 'boss'; use worker or reader");
    assertThatThrownBy(() -> parameters.integer("maxDocumentBytes")).hasMessageContaining("'many'");
    assertThatThrownBy(() -> parameters.bool("create")).hasMessageContaining("true or false");
  }

  @Test
  void messagesNameAParameterAsItStandsInTheUrl() {
    UrlParameters parameters = UrlParameters.of(Stream.of("role=boss", "rol=x"), "flagcache.");

    assertThatThrownBy(() -> parameters.word("role", Role.class))
        .hasMessageContaining("'flagcache.role' is 'boss'");
    assertThatThrownBy(parameters::rejectOthers)
        .hasMessage("Unknown URL parameter 'flagcache.rol'; known are flagcache.role");
    assertThatThrownBy(() -> UrlParameters.of(Stream.of("a=1", "a=2"), "flagcache."))
        .hasMessage("The URL parameter 'flagcache.a' is duplicated; leave one out");
  }
}

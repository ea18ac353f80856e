package io.flagcache.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlainTextTest {

  private static final String HOSTILE = "a\u001b]0;title\u0007\r\nb";

  @ParameterizedTest
  @CsvSource({
    "'Straße, 東京, 😀', 'Straße, 東京, 😀'",
    "'C:\\temp \"quoted\"', 'C:\\temp \"quoted\"'",
    "'', ''",
  })
  void whatIsPlainStays(String text, String shown) {
    assertThat(PlainText.of(text)).isEqualTo(shown);
  }

  @Test
  void whatMovesTheCursorBeginsALineOrTurnsTheDirectionIsEscaped() {
    assertThat(PlainText.of(HOSTILE)).isEqualTo("a\\u001b]0;title\\u0007\\u000d\\u000ab");
    assertThat(PlainText.of("\u009b2J\u0085\u2028\u2029\u202e\u2066\u200f\ufeff\u00ad"))
        .isEqualTo("\\u009b2J\\u0085\\u2028\\u2029\\u202e\\u2066\\u200f\\ufeff\\u00ad");
    assertThat(PlainText.of("half \ud83d, other half \ude00, tag \udb40\udc01, own \ue000"))
        .isEqualTo("half \\ud83d, other half \\ude00, tag \\udb40\\udc01, own \\ue000");
  }

  @Test
  void everyCharacterIsShownByOnesThatAreHarmless() {
    StringBuilder all = new StringBuilder();
    for (char unit = 0; unit < Character.MAX_VALUE; unit++) {
      all.setLength(0);
      String shown = PlainText.of(all.append(unit));
      assertThat(shown).hasSizeLessThanOrEqualTo(6);
      assertThat(shown.chars().anyMatch(Character::isISOControl)).isFalse();
    }
  }

  @Test
  void longTextIsCutAndSaysSo() {
    String shown = PlainText.of("\u0001".repeat(1_000_000));

    assertThat(shown).hasSizeLessThan(13_000).endsWith("… (1000000 characters)");
    assertThat(PlainText.of("😀".repeat(5_000)).chars().filter(Character::isISOControl)).isEmpty();
  }

  @Test
  @Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
  void linesAreJoinedHoweverWideTheirGapIs() {
    assertThat(PlainText.joined("ERROR: no\n\n  Position: 1\r\n\tat a"))
        .isEqualTo("ERROR: no Position: 1 at a");
    String wide = "a" + " ".repeat(500_000) + "b";
    assertThat(PlainText.joined(wide)).isEqualTo(wide);
  }

  @Test
  void linesKeepTheirBreaksAndNothingElse() {
    assertThat(PlainText.lines("a\n\tb\r\n\u001b[1m")).isEqualTo("a\n\tb\r\n\\u001b[1m");
  }

  @Test
  void aPlainFailureIsTheSame() {
    Exception plain = new IllegalStateException("plain", new IllegalArgumentException("too"));

    assertThat(PlainText.failure(plain)).isSameAs(plain);
  }

  @Test
  void aFailureKeepsItsTracesAndEscapesItsMessages() {
    Exception cause = new IllegalArgumentException(HOSTILE);
    Exception failure = new IllegalStateException("plain", cause);
    cause.initCause(failure); // As some drivers' do.

    StringWriter printed = new StringWriter();
    PlainText.failure(failure).printStackTrace(new PrintWriter(printed));

    assertThat(printed.toString())
        .contains("java.lang.IllegalStateException: plain")
        .contains("java.lang.IllegalArgumentException: a\\u001b]0;title")
        .contains("at " + PlainTextTest.class.getName())
        .doesNotContain("\u001b", "\u0007", "\nb");
  }
}

package io.flagcache.conformance.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SentencesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "is over after PT1.5S         | is over after 1.5 s",
        "took PT0.023S, not PT0S      | took 23 ms, not 0 s",
        "PT1M0.004S of PT24H          | 60 s of 24 h",
        "between PT9.876543S and PT1H | between 9.88 s and 60 min",
        "use PT10M to PT8784H         | use 10 min to 366 d",
        "off by PT-1.25S              | off by -1.25 s",
        "HTTP PTA PT and APT1S        | HTTP PTA PT and APT1S"
      })
  void showDurationsAsPeopleWriteThem(String sentence, String shown) {
    assertThat(Sentences.withDurationsForPeople(sentence)).isEqualTo(shown);
  }
}

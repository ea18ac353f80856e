package io.flagcache.core.url;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProviderUrlTest {

  @Test
  void addsWhatIsNotThere() {
    assertThat(with("directory:/var/flags", Map.of("role", "reader")))
        .isEqualTo("directory:/var/flags?role=reader");
    assertThat(with("redis://db?role=worker", Map.of("role", "reader")))
        .isEqualTo("redis://db?role=worker");
    assertThat(with("redis://db?", Map.of("keyPrefix", "a&b=c d")))
        .isEqualTo("redis://db?keyPrefix=a%26b%3Dc%20d");
  }

  @ParameterizedTest
  @CsvSource({
    "redis://db, redis://db?lease=9s",
    "redis://db?lease=1m, redis://db?lease=9s",
    "redis://db?lease=1m&serviceKey=a, redis://db?serviceKey=a&lease=9s",
    "redis://db?serviceKey=a&lease=1m, redis://db?serviceKey=a&lease=9s",
    "redis://db?release=1m, redis://db?release=1m&lease=9s",
    "redis://db?%6Cease=1m, redis://db?lease=9s"
  })
  void replacesWhatIsThere(String url, String replaced) {
    assertThat(url(url).replacing(Map.of("lease", "9s")).text()).isEqualTo(replaced);
  }

  @Test
  void tellsWhatTheUserHasGiven() {
    ProviderUrl url = url("own:x?role=read%65r&lease");

    assertThat(url.valueOf("role")).contains("reader");
    assertThat(url.sets("lease")).isFalse();
    assertThat(url.createsMissing()).isFalse();
    assertThat(url.createMissing()).isEmpty();
    assertThat(url.address()).isEqualTo("own:x");
  }

  @Test
  void refusesWhatTheCallerSets() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> url("own:x?role=reader").refuse(List.of("lease", "role"), "the rules set it"))
        .withMessage("Leave 'role' out of the URL; the rules set it");
  }

  @Test
  void showsNoCredential() {
    assertThat(url("redis://:secret@db?password=secret")).hasToString("redis:…");
  }

  private static String with(String url, Map<String, String> settings) {
    return url(url).with(settings).text();
  }

  private static ProviderUrl url(String url) {
    return new ProviderUrl(url, UrlStyle.QUERY);
  }
}

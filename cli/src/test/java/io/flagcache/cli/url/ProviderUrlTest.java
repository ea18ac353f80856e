package io.flagcache.cli.url;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderUrlTest {

  @Test
  void addsWhatIsNotThere() {
    assertThat(new ProviderUrl("directory:/var/flags").with(Map.of("role", "reader")))
        .isEqualTo("directory:/var/flags?role=reader");
    assertThat(new ProviderUrl("redis://db?role=worker").with(Map.of("role", "reader")))
        .isEqualTo("redis://db?role=worker");
    assertThat(new ProviderUrl("JDBC:H2:mem:x").with(Map.of("role", "reader")))
        .isEqualTo("JDBC:H2:mem:x;flagcache.role=reader");
  }

  @ParameterizedTest
  @CsvSource({
    "redis://db, redis://db?lease=9s",
    "redis://db?lease=1m, redis://db?lease=9s",
    "redis://db?lease=1m&serviceKey=a, redis://db?serviceKey=a&lease=9s",
    "redis://db?serviceKey=a&lease=1m, redis://db?serviceKey=a&lease=9s",
    "redis://db?release=1m, redis://db?release=1m&lease=9s",
    "jdbc:h2:mem:x;flagcache.lease=1m;MODE=MySQL, jdbc:h2:mem:x;MODE=MySQL;flagcache.lease=9s",
    "jdbc:h2:mem:x;lease=1m, jdbc:h2:mem:x;lease=1m;flagcache.lease=9s"
  })
  void replacesWhatIsThere(String url, String replaced) {
    assertThat(new ProviderUrl(url).replacing(Map.of("lease", "9s")).with(Map.of()))
        .isEqualTo(replaced);
  }

  @Test
  void takesADriversParameterForNoneOfOurs() {
    ProviderUrl url = new ProviderUrl("jdbc:postgresql://db/app?role=admin");

    assertThat(url.sets("role")).isFalse();
    url.refuse(List.of("role"), "the rules set it");
  }

  @Test
  void refusesWhatTheCommandSets() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new ProviderUrl("jdbc:h2:mem:x;flagcache.role=reader")
                    .refuse(List.of("lease", "role"), "the rules set it"))
        .withMessage("Leave 'flagcache.role' out of --url; the rules set it");
  }

  @Test
  void showsNoCredential() {
    assertThat(new ProviderUrl("redis://:secret@db?password=secret")).hasToString("redis:…");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis://:hidden@db",
        "rediss://app:hidden@db:6379/0?lease=9s",
        "jdbc:postgresql://db/app?user=app&password=hidden&ssl=true",
        "jdbc:h2:mem:x;PASSWORD=hidden;flagcache.role=reader",
        "jdbc:h2:mem:x;flagcache.password=hidden",
        "redis://db?sentinelPassword=%68idden",
        "own://db?apiToken=hidden&serviceKey=key"
      })
  void takesCredentialsOutOfATextThatShowsThem(String url) {
    String text = "app was refused at db with hidden, see '" + url + "'";

    assertThat(new ProviderUrl(url).withoutSecrets(text))
        .startsWith("app was refused at db with …, see '" + url.substring(0, 4))
        .doesNotContain("hidden", "%68idden");
  }

  @Test
  void leavesATextAloneThatShowsNone() {
    assertThat(
            new ProviderUrl("redis://app:pw@db?serviceKey=checkout")
                .withoutSecrets("pw at checkout"))
        .isEqualTo("pw at checkout");
    assertThat(new ProviderUrl("own://db?password=100%").withoutSecrets("100% wrong"))
        .isEqualTo("… wrong");
  }
}

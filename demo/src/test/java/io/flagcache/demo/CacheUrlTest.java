package io.flagcache.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flagcache.demo.standin.GeneratedDefinitions;
import io.flagcache.demo.standin.ServedDocument;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CacheUrlTest {

  private static final DemoSettings SETTINGS =
      new DemoSettings(
          3,
          Duration.ofMillis(500),
          Duration.ofSeconds(2),
          new Origin.StandIn("generated", ServedDocument.of(GeneratedDefinitions.of(1, 1))),
          Optional.empty());

  @Test
  void separatesAsTheDriverDoes() {
    assertThat(with("jdbc:postgresql://db/app", "key", SETTINGS))
        .isEqualTo(
            "jdbc:postgresql://db/app?flagcache.serviceKey=key&flagcache.entryTtl=PT15M"
                + "&flagcache.decisionDeadline=PT9.5S&flagcache.transferDeadline=PT9.5S"
                + "&flagcache.createSchema=true&flagcache.pollInterval=PT0.5S"
                + "&flagcache.lease=PT1.5S");
    assertThat(with("jdbc:mariadb://db/app?user=me", "key", SETTINGS))
        .startsWith("jdbc:mariadb://db/app?user=me&flagcache.serviceKey=key&");
    assertThat(with("jdbc:h2:./x;USER=me", "key", SETTINGS))
        .startsWith("jdbc:h2:./x;USER=me;flagcache.serviceKey=key;");
  }

  @Test
  void onlyJdbcHasAPrefixAndTables() {
    assertThat(with("redis://db:6379/0", "key", SETTINGS))
        .isEqualTo(
            "redis://db:6379/0?serviceKey=key&entryTtl=PT15M&decisionDeadline=PT9.5S"
                + "&transferDeadline=PT9.5S&pollInterval=PT0.5S&lease=PT1.5S");
    assertThat(with("redis://db?layout=posthog&entryTtl=1h", "key", SETTINGS))
        .startsWith("redis://db?layout=posthog&entryTtl=1h&serviceKey=key&")
        .containsOnlyOnce("entryTtl");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> with("redis://db?lease=1s", "key", SETTINGS))
        .withMessageContaining("'lease'");
  }

  @Test
  void keepsWhatTheUserSet() {
    assertThat(
            with(
                "jdbc:h2:./x;flagcache.serviceKey=mine;flagcache.createSchema=false",
                "key",
                SETTINGS))
        .containsOnlyOnce("serviceKey")
        .containsOnlyOnce("createSchema")
        .contains("flagcache.serviceKey=mine", "flagcache.createSchema=false");
  }

  private static String with(String url, String serviceKey, DemoSettings settings) {
    return CacheUrl.with(url, serviceKey, settings).text();
  }

  @ParameterizedTest
  @ValueSource(strings = {"pollInterval", "lease"})
  void refusesWhatTheDemoSets(String parameter) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> with("jdbc:h2:./x;flagcache." + parameter + "=1s", "key", SETTINGS))
        .withMessageContaining("'flagcache." + parameter + "'")
        .withMessageContaining("--poll");
  }
}

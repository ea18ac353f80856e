package io.flagcache.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flagcache.core.url.ProviderUrl;
import io.flagcache.core.url.Redaction;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JdbcUrlStyleTest {

  @ParameterizedTest
  @CsvSource({
    "jdbc:postgresql://h/d, jdbc:postgresql://h/d",
    "jdbc:postgresql://h/d?flagcache.schema=s, jdbc:postgresql://h/d",
    "jdbc:postgresql://h/d?flagcache.schema=s&user=u, jdbc:postgresql://h/d?user=u",
    "jdbc:postgresql://h/d?user=u&flagcache.schema=s&ssl=true, jdbc:postgresql://h/d?user=u&ssl=true",
    "jdbc:postgresql://h/d?user=u&flagcache.schema=s, jdbc:postgresql://h/d?user=u",
    "jdbc:postgresql://h/d?user=a%20b&password=x%26y;z, jdbc:postgresql://h/d?user=a%20b&password=x%26y;z",
    "jdbc:mysql://(host=h1;port=1)/d?flagcache.schema=s&a=b, jdbc:mysql://(host=h1;port=1)/d?a=b",
    "jdbc:h2:mem:a, jdbc:h2:mem:a",
    "jdbc:h2:mem:a;flagcache.schema=s, jdbc:h2:mem:a",
    "jdbc:h2:./a?b;flagcache.schema=s;MODE=x;, jdbc:h2:./a?b;MODE=x;",
    "jdbc:p6spy:h2:mem:a;flagcache.schema=s;MODE=x, jdbc:p6spy:h2:mem:a;MODE=x",
  })
  void driverGetsItsUrlAsItWas(String url, String drivers) {
    assertThat(url(url).address()).isEqualTo(drivers);
  }

  @ParameterizedTest
  @CsvSource({
    "jdbc:postgresql://h/d?user=u&flagcache.schema=a%20b%26c%3Bd%25, a b&c;d%",
    "jdbc:h2:mem:a;MODE=x;flagcache.schema=a%20b&c%3Bd%25;flagcache.role=reader, a b&c;d%",
  })
  void valuesAreDecoded(String url, String value) {
    assertThat(url(url).settings().text("schema")).contains(value);
  }

  @Test
  void parameterThatIsDuplicatedIsAnError() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> url("jdbc:h2:mem:a;flagcache.schema=a;flagcache.schema=b").settings())
        .withMessageContaining("schema");
  }

  @ParameterizedTest
  @CsvSource({
    "jdbc:postgresql://h/d;flagcache.schema=s",
    "jdbc:postgresql://h/d&flagcache.schema=s",
    "jdbc:postgresql://h/d?user=u;flagcache.schema=s",
    "jdbc:postgresql://h/d?user=u?flagcache.schema=s",
    "jdbc:h2:mem:a?flagcache.schema=s",
    "jdbc:h2:mem:a;MODE=x&flagcache.schema=s",
  })
  void wrongSeparatorIsAnErrorRatherThanAnIgnoredSetting(String url) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JdbcUrlStyle.demandNoSettingOfOurs(url(url).address()))
        .withMessageContaining("separator");
  }

  @ParameterizedTest
  @CsvSource({
    "JDBC:H2:mem:x, JDBC:H2:mem:x;flagcache.lease=9s",
    "jdbc:h2:mem:x;flagcache.lease=1m;MODE=MySQL, jdbc:h2:mem:x;MODE=MySQL;flagcache.lease=9s",
    "jdbc:h2:mem:x;lease=1m, jdbc:h2:mem:x;lease=1m;flagcache.lease=9s",
    "jdbc:mariadb://db/app?user=me, jdbc:mariadb://db/app?user=me&flagcache.lease=9s",
    "jdbc:postgresql://db/app?flagcache.lease=1m, jdbc:postgresql://db/app?flagcache.lease=9s",
  })
  void settingsAreAddedBehindTheDriversSeparator(String url, String replaced) {
    assertThat(url(url).replacing(Map.of("lease", "9s")).text()).isEqualTo(replaced);
  }

  @Test
  void aDriversParameterIsNoneOfOurs() {
    ProviderUrl url = url("jdbc:postgresql://db/app?role=admin");

    assertThat(url.sets("role")).isFalse();
    url.refuse(List.of("role"), "the rules set it");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                url("jdbc:h2:mem:x;flagcache.role=reader")
                    .refuse(List.of("lease", "role"), "the rules set it"))
        .withMessage("Leave 'flagcache.role' out of the URL; the rules set it");
  }

  @Test
  void missingTablesAreCreatedByASetting() {
    assertThat(url("jdbc:h2:mem:x").createMissing()).isEqualTo(Map.of("createSchema", "true"));
    assertThat(url("jdbc:h2:mem:x").createsMissing()).isFalse();
    assertThat(url("jdbc:h2:mem:x;flagcache.createSchema=true").createsMissing()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://db/app?user=app&password=hidden&ssl=true",
        "jdbc:h2:mem:x;PASSWORD=hidden;flagcache.role=reader",
        "jdbc:h2:mem:x;flagcache.password=hidden",
        "jdbc:h2:mem:x?password=hidden",
        "jdbc:mysql://u:hidden@h1,v:hidden@h2/d",
        "jdbc:mysql://address=(host=h)(user=u)(password=hidden)/d",
        "jdbc:postgresql://db/app?sslpassword=%68idden",
      })
  void secretsAreFoundWhereverADriverTakesThem(String url) {
    Redaction redaction = Redaction.ofUrl(url, JdbcUrlStyle.INSTANCE);

    assertThat(redaction.apply("hidden, see '" + url + "'"))
        .startsWith("***")
        .doesNotContain("hidden", "%68idden");
  }

  private static ProviderUrl url(String url) {
    return new ProviderUrl(url, JdbcUrlStyle.INSTANCE);
  }
}

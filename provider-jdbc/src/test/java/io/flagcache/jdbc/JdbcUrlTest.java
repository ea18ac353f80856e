package io.flagcache.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JdbcUrlTest {

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
    assertThat(JdbcUrl.parse(url).driverUrl()).isEqualTo(drivers);
  }

  @ParameterizedTest
  @CsvSource({
    "jdbc:postgresql://h/d?user=u&flagcache.schema=a%20b%26c%3Bd%25, a b&c;d%",
    "jdbc:h2:mem:a;MODE=x;flagcache.schema=a%20b&c%3Bd%25;flagcache.role=reader, a b&c;d%",
  })
  void valuesAreDecoded(String url, String value) {
    assertThat(JdbcUrl.parse(url).parameters().text("schema")).contains(value);
  }

  @Test
  void parameterThatStandsTwiceIsAnError() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> JdbcUrl.parse("jdbc:h2:mem:a;flagcache.schema=a;flagcache.schema=b").parameters())
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
        .isThrownBy(() -> JdbcUrl.parse(url))
        .withMessageContaining("separator");
  }
}

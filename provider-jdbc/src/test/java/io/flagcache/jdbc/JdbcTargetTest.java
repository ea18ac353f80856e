package io.flagcache.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.core.credentials.CredentialsTarget;
import io.flagcache.core.url.HostAndPort;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JdbcTargetTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "jdbc:postgresql://db.test/app?user=a%40b                | postgresql | db.test:5432              | a@b",
        "jdbc:postgresql://u@db.test:1/app                       | postgresql | db.test:1                 | u",
        "jdbc:p6spy:postgresql://a.test,b.test:2/app?user=u      | postgresql | a.test:5432 b.test:2      | u",
        "jdbc:mysql://u:p@db.test/app                            | mysql      | db.test:3306              | u",
        "jdbc:mariadb://[2001:db8::1]:3307/app?sslMode=trust     | mariadb    | [2001:db8::1]:3307        | ''",
        "jdbc:mysql://(host=db.test,port=1)/app                  | mysql      | ''                        | ''",
        "jdbc:h2:tcp://db.test/~/app;USER=sa                     | h2         | ''                        | sa",
        "jdbc:oracle:thin:@db.test:1521/app                      | jdbc       | ''                        | ''",
      })
  void urlTellsWhereItLeadsAndAsWhom(String url, String protocol, String nodes, String user) {
    CredentialsTarget target = JdbcTarget.of(url, Optional.empty());

    assertThat(target.protocol()).isEqualTo(protocol);
    assertThat(String.join(" ", target.nodes().stream().map(HostAndPort::toString).toList()))
        .isEqualTo(nodes);
    assertThat(target.user().orElse("")).isEqualTo(user);
  }

  @Test
  void userBesideTheUrlComesFirst() {
    assertThat(JdbcTarget.of("jdbc:postgresql://h/d?user=u", Optional.of("beside")).user())
        .contains("beside");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://h/d?user=u&password=p",
        "jdbc:postgresql://u:p@h/d",
        "jdbc:mysql://(host=h,user=u,password=p)/d",
        "jdbc:h2:mem:x;PASSWORD=p",
      })
  void passwordInAUrlIsFound(String url) {
    assertThat(JdbcTarget.hasPassword(url)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://u@h:5432/d?sslpassword=p",
        "jdbc:mariadb://h:3306/d?user=u&trustStorePassword=p",
        "jdbc:h2:tcp://h:9092/~/d",
      })
  void whatIsNoPasswordOfTheDatabaseIsNone(String url) {
    assertThat(JdbcTarget.hasPassword(url)).isFalse();
  }
}

package io.flagcache.jdbc;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DriverTlsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://h/d?sslmode=require",
        "jdbc:postgresql://h/d?user=u&sslmode=Verify-Full",
        "jdbc:p6spy:postgresql://h/d?sslmode=verify-ca",
        "jdbc:mariadb://h/d?sslMode=trust",
        "jdbc:mysql://h/d?sslMode=REQUIRED&sslMode=VERIFY_IDENTITY",
      })
  void urlThatDemandsTlsIsTaken(String url) {
    assertThatCode(() -> DriverTls.demand(url)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "jdbc:postgresql://h/d                                 | add sslmode=verify-full",
        "jdbc:postgresql://h/d?sslmode=prefer                  | add sslmode=verify-full",
        "jdbc:postgresql://h/d?sslMode=require                 | add sslmode=verify-full",
        "jdbc:postgresql://h/d?sslmode=require&sslmode=disable | add sslmode=verify-full",
        "jdbc:mariadb://h/d?sslMode=disable                    | add sslMode=verify-full",
        "jdbc:mysql://h/d?sslMode=PREFERRED                    | add sslMode=VERIFY_IDENTITY",
        "jdbc:mysql://h/d?useSSL=true                          | add sslMode=VERIFY_IDENTITY",
        "jdbc:h2:ssl://h/d                                     | PostgreSQL, MariaDB and MySQL",
      })
  void anyOtherIsRefusedWithWhatToAdd(String url, String fix) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DriverTls.demand(url))
        .withMessageContaining(fix);
  }
}

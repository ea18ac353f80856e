package io.flagcache.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://h/d?user=u&password=hidden1&ssl=true",
        "jdbc:postgresql://h/d?user=u&sslpassword=hidden1",
        "jdbc:h2:tcp://h/d;USER=u;PASSWORD=hidden1;MODE=x",
        "jdbc:mysql://u:hidden1@h:3306/d",
        "jdbc:mysql://(host=h,user=u,password=hidden1)/d",
        "jdbc:mysql://h/d?trustCertificateKeyStorePassword=hidden1",
      })
  void secretsOfTheUrlAreTakenOutOfMessages(String url) {
    Secrets secrets = Secrets.of(url, null);

    assertThat(secrets.mask("bad url " + url)).doesNotContain("hidden1").contains("u");
    assertThat(secrets.mask("login with hidden1 failed")).isEqualTo("login with *** failed");
  }

  @Test
  void secretIsFoundAsWrittenAndDecoded() {
    Secrets secrets = Secrets.of("jdbc:postgresql://h/d?password=a%26b%20c", null);

    assertThat(secrets.mask("'a%26b%20c' or 'a&b c'")).isEqualTo("'***' or '***'");
  }

  @Test
  void secretsOfUnknownUrlsAreFoundByTheirNames() {
    Secrets secrets = Secrets.of(null, null);

    assertThat(secrets.mask("cannot connect to jdbc:x://h/d?password=hidden1&a=b"))
        .isEqualTo("cannot connect to jdbc:x://h/d?password=***&a=b");
  }

  @Test
  void failureWithoutSecretsStaysAsItIs() {
    SQLException failure = new SQLException("refused", "08001", new IllegalStateException("why"));

    SQLException masked = Secrets.of("jdbc:x:?password=hidden1", "hidden2").mask(failure);

    assertThat((Throwable) masked).isSameAs(failure);
  }

  @Test
  void secretsAreTakenOutOfTheWholeChain() {
    SQLException failure =
        new SQLException("refused", "28000", 7, new IllegalStateException("it was hidden2"));
    failure.addSuppressed(new IllegalStateException("hidden2"));
    failure.setNextException(new SQLException("hidden2"));

    SQLException masked = Secrets.of(null, "hidden2").mask(failure);

    assertThat(Throwables.getStackTrace(masked))
        .doesNotContain("hidden2")
        .contains("refused", "it was ***", "secretsAreTakenOutOfTheWholeChain");
    assertThat(masked.getSQLState()).isEqualTo("28000");
    assertThat(masked.getErrorCode()).isEqualTo(7);
    assertThat((Throwable) masked.getNextException()).isNull();
  }

  @Test
  void whatADatabaseSaysBeginsNoLineAndIsObeyedByNoTerminal() {
    SQLException failure =
        new SQLException(
            "refused\u001b[2J\n  Hint: \u202e", "28000", 7, new IllegalStateException("\u009b1m"));
    IllegalStateException unusable = new IllegalStateException("a\u0007\r\nb", failure);

    SQLException masked = Secrets.of(null, null).mask(failure);
    IllegalStateException maskedToo = Secrets.of(null, null).mask(unusable);

    assertThat((Throwable) masked).hasMessage("refused\\u001b[2J Hint: \\u202e");
    assertThat(masked.getSQLState()).isEqualTo("28000");
    assertThat(masked.getErrorCode()).isEqualTo(7);
    assertThat(maskedToo).hasMessage("a\\u0007 b");
    assertThat(Throwables.getStackTrace(maskedToo))
        .contains("Hint", "\\u009b1m", "whatADatabaseSaysBeginsNoLine")
        .doesNotContain("\u001b", "\n  Hint", "\u202e", "\u009b", "\u0007");
  }

  @Test
  void unusableDatabaseWithoutSecretsIsSaidAsItIs() {
    IllegalStateException failure = new IllegalStateException("there is no table");

    assertThat(Secrets.of("jdbc:x:?password=hidden1", null).mask(failure)).isSameAs(failure);
    assertThat(
            Secrets.of("jdbc:x:?password=hidden1", null)
                .mask(new IllegalStateException("it is hidden1")))
        .hasMessage("it is ***");
  }

  @Test
  void endlessChainEnds() {
    SQLException failure = new SQLException("hidden2");
    IllegalStateException cause = new IllegalStateException(failure);
    failure.initCause(cause);

    assertThat(Secrets.of(null, "hidden2").mask(failure).getMessage()).isEqualTo("***");
  }
}

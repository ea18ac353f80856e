package io.flagcache.awsiam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flagcache.core.FlagCacheProvider;
import io.flagcache.core.credentials.CredentialsProviders;
import io.flagcache.core.credentials.CredentialsTarget;
import io.flagcache.core.url.HostAndPort;
import io.flagcache.core.url.UrlParameters;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a URL says with authentication=aws-iam. */
class AwsIamUrlTest {

  private static final String RDS = "app.c1a2b3.eu-central-1.rds.amazonaws.com";

  private static String signsFor(String protocol, String hosts, String query) {
    List<HostAndPort> nodes =
        hosts.isEmpty()
            ? List.of()
            : Arrays.stream(hosts.split(" "))
                .map(host -> HostAndPort.toConnect("It", host).withDefaultPort(5432))
                .toList();
    UrlParameters parameters = UrlParameters.ofQuery("authentication=aws-iam&" + query);
    String shown =
        CredentialsProviders.of(
                parameters, () -> new CredentialsTarget(protocol, nodes, Optional.of("app")))
            .orElseThrow()
            .toString();
    parameters.rejectOthers();
    return shown.replace("IAM authentication of app at ", "");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "postgresql | app.c1.eu-central-1.rds.amazonaws.com | | app.c1.eu-central-1.rds.amazonaws.com (rds-db, eu-central-1)",
        "mysql | app.c1.us-gov-west-1.rds.amazonaws.com | | app.c1.us-gov-west-1.rds.amazonaws.com (rds-db, us-gov-west-1)",
        "mariadb | a.c1.cn-north-1.rds.amazonaws.com.cn | | a.c1.cn-north-1.rds.amazonaws.com.cn (rds-db, cn-north-1)",
        "postgresql | db.internal | endpoint=app.rds.test:5432&region=eu-west-1 | app.rds.test (rds-db, eu-west-1)",
        "postgresql | a.test b.test | endpoint=c.test:1&region=eu-west-1 | c.test (rds-db, eu-west-1)",
        "redis | clustercfg.m.abc.memorydb.eu-west-1.amazonaws.com | cacheName=m | m (memorydb, eu-west-1)",
        "redis | alias.test | cacheName=m&service=memorydb&region=eu-west-1 | m (memorydb, eu-west-1)",
        "redis | master.c.abc.euc1.cache.amazonaws.com | cacheName=c&region=eu-central-1 | c (elasticache, eu-central-1)",
        "redis | c-abc.serverless.euc1.cache.amazonaws.com | cacheName=c&region=eu-central-1 | c (elasticache, eu-central-1)",
      })
  void hostAndParametersSayWhatIsSignedFor(
      String protocol, String hosts, String query, String expected) {
    assertThat(signsFor(protocol, hosts, query == null ? "" : query)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "jdbc | db | region=eu-west-1 | leave it out",
        "postgresql | a.test b.test | region=eu-west-1 | set endpoint",
        "postgresql | '' | region=eu-west-1 | set endpoint",
        "postgresql | db | endpoint=app.rds.test&region=eu-west-1 | no port",
        "redis | c.test | region=eu-west-1 | no cacheName",
        "redis | c.test | region=eu-west-1&cacheName=c&service=rds | elasticache or memorydb",
        "redis | c.test | region=eu-west-1&cacheName=c.test | name",
        "redis | c.test | region=eu-west-1&cacheName=c&cachename=d | 'cachename'",
      })
  void whatIsMissingIsNamed(String protocol, String hosts, String query, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> signsFor(protocol, hosts, query))
        .withMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "jdbc:postgresql://" + RDS + "/d?user=app | sslmode=verify-full",
        "jdbc:postgresql://" + RDS + "/d?user=app&sslmode=prefer | sslmode=verify-full",
        "jdbc:postgresql://" + RDS + "/d?user=app&sslmode=require&sslmode=disable | sslmode",
        "redis://c.test | rediss://",
      })
  void tokenGoesByTlsAlone(String url, String message) {
    String settings =
        url.startsWith("jdbc:")
            ? "&flagcache.authentication=aws-iam"
            : "?authentication=aws-iam&cacheName=c&region=eu-west-1&user=app";

    assertThatIllegalArgumentException()
        .isThrownBy(() -> FlagCacheProvider.open(url + settings))
        .withMessageContaining("by TLS alone")
        .withMessageContaining(message);
  }

  @Test
  void userIsNeeded() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                FlagCacheProvider.open(
                    "jdbc:postgresql://" + RDS + "/d?flagcache.authentication=aws-iam"))
        .withMessageContaining("set user");
  }

  @Test
  void whatNobodyDoesIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FlagCacheProvider.open("rediss://c.test?authentication=kerberos"))
        .withMessageContaining("authentication is 'kerberos'")
        .withMessageContaining("aws-iam");
  }
}

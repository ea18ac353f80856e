package io.flagcache.awsiam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.rds.RdsUtilities;

class AwsIamCredentialsTest {

  private static final String KEY = "sEcReT/kEy+1";
  private static final AwsCredentials ROLE =
      AwsSessionCredentials.create("AKIAEXAMPLE", KEY, "session+token/==");
  private static final Instant NOW = Instant.parse("2026-12-01T03:04:05Z");

  private static AwsIamCredentials built(AwsIamCredentialsBuilder builder, Instant now) {
    return builder
        .user("flags.worker@app")
        .region("eu-central-1")
        .awsCredentials(StaticCredentialsProvider.create(ROLE))
        .clock(Clock.fixed(now, ZoneOffset.UTC))
        .build();
  }

  private static Signature token(AwsIamCredentialsBuilder builder) throws Exception {
    AwsIamCredentials credentials = built(builder, NOW);
    assertThat(credentials.requiresTls()).isTrue();
    assertThat(credentials.toString()).doesNotContain(KEY);
    assertThat(credentials.resolveCredentials().user()).contains("flags.worker@app");
    Signature token = Signature.of(credentials.resolveCredentials().password());
    assertThat(token.isOf(KEY)).isTrue();
    assertThat(token.isOf("another")).isFalse();
    assertThat(token.value("Action")).isEqualTo("connect");
    assertThat(token.value("X-Amz-Date")).isEqualTo("20261201T030405Z");
    assertThat(token.value("X-Amz-Expires")).isEqualTo("900");
    assertThat(token.value("X-Amz-Security-Token")).isEqualTo("session+token/==");
    return token;
  }

  @Test
  void tokenForRdsIsTheOneThatTheSdkMakes() throws Exception {
    String theirs =
        RdsUtilities.builder()
            .region(Region.EU_CENTRAL_1)
            .credentialsProvider(StaticCredentialsProvider.create(ROLE))
            .build()
            .generateAuthenticationToken(
                request ->
                    request.hostname("db.abc.rds.test").port(5432).username("flags.worker@app"));
    Instant then =
        DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssX")
            .parse(Signature.of(theirs).value("X-Amz-Date"), Instant::from);

    String ours =
        built(AwsIamCredentials.forRds("db.abc.rds.test", 5432), then)
            .resolveCredentials()
            .password();

    assertThat(Signature.of(ours)).isEqualTo(Signature.of(theirs));
    assertThat(token(AwsIamCredentials.forRds("db.abc.rds.test", 5432)).value("DBUser"))
        .isEqualTo("flags.worker@app");
  }

  @Test
  void tokenForElastiCacheNamesTheReplicationGroupInLowerCase() throws Exception {
    Signature token = token(AwsIamCredentials.forElastiCache("My-Cache"));

    assertThat(token.host()).isEqualTo("my-cache");
    assertThat(token.value("User")).isEqualTo("flags.worker@app");
    assertThat(token.value("X-Amz-Credential"))
        .isEqualTo("AKIAEXAMPLE/20261201/eu-central-1/elasticache/aws4_request");
    assertThat(token.parameters()).doesNotContainKey("ResourceType");
  }

  @Test
  void tokenForAServerlessCacheSaysSo() throws Exception {
    Signature token = token(AwsIamCredentials.forServerlessElastiCache("my-cache"));

    assertThat(token.host()).isEqualTo("my-cache");
    assertThat(token.value("ResourceType")).isEqualTo("ServerlessCache");
  }

  @Test
  void tokenForMemoryDbIsForThatService() throws Exception {
    Signature token = token(AwsIamCredentials.forMemoryDb("my-cluster"));

    assertThat(token.host()).isEqualTo("my-cluster");
    assertThat(token.value("User")).isEqualTo("flags.worker@app");
    assertThat(token.value("X-Amz-Credential"))
        .isEqualTo("AKIAEXAMPLE/20261201/eu-central-1/memorydb/aws4_request");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "my-cache.abc.use1.cache.amazonaws.com", "my_cache", "1a", "a-", "a--b"})
  void whatIsNoNameOfACacheIsRefused(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> built(AwsIamCredentials.forElastiCache(name), NOW))
        .withMessageContaining("'" + name + "'");
  }

  @Test
  void whatIsNoEndpointIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> built(AwsIamCredentials.forRds("a/b", 5432), NOW))
        .withMessageContaining("'a/b'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> built(AwsIamCredentials.forRds("db", 0), NOW))
        .withMessageContaining("port is 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AwsIamCredentials.forRds("db", 1).build())
        .withMessageContaining("set user");
  }
}

package io.flagcache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.flagcache.core.credentials.CredentialsUnavailableException;
import io.flagcache.core.url.Redaction;
import java.net.ConnectException;
import java.security.cert.CertificateException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.redisson.client.RedisConnectionException;
import org.redisson.client.RedisException;
import org.redisson.client.RedisMovedException;
import org.redisson.client.RedisOutOfMemoryException;
import org.redisson.client.RedisResponseTimeoutException;
import org.redisson.client.RedisTimeoutException;
import org.redisson.misc.RedisURI;

/** The table of failures: which pass by themselves, and which somebody has to see to. */
class RedisFailureTest {

  private static final String REQUEST =
      ". channel: [id: 0x1] command: (EVALSHA), params: [x, 1, flagcache:{NOAUTH}:entry]";

  private final RedisFailures failures =
      new RedisFailures("Redis h:1", Redaction.NONE).withRights(() -> "ACL one\nACL two");

  private static Throwable said(String error) {
    return new RedisException(error + REQUEST);
  }

  static Stream<Arguments> lasting() {
    return Stream.of(
        arguments(RedisFailure.WRONG_PASSWORD, said("WRONGPASS invalid username-password pair")),
        arguments(RedisFailure.WRONG_PASSWORD, said("ERR invalid password")),
        arguments(
            RedisFailure.NEEDLESS_PASSWORD,
            said(
                "ERR AUTH <password> called without any password configured for the default user")),
        arguments(
            RedisFailure.NEEDLESS_PASSWORD, said("ERR Client sent AUTH, but no password is set")),
        arguments(RedisFailure.MISSING_PASSWORD, said("NOAUTH Authentication required.")),
        arguments(
            RedisFailure.PROTECTED,
            said("DENIED Redis is running in protected mode because protected mode is enabled")),
        arguments(
            RedisFailure.MISSING_RIGHT,
            said("NOPERM this user has no permissions to run the 'evalsha' command")),
        arguments(
            RedisFailure.MISSING_RIGHT,
            said(
                "ERR The user executing the script can't run this command or subcommand script: a")),
        arguments(
            RedisFailure.MISSING_RIGHT,
            said("ERR ACL failure in script: User a has no permissions to run the 'hset' command")),
        arguments(
            RedisFailure.MISSING_RIGHT,
            said(
                "ERR Error running script (call to f_a): @user_script:1: -NOPERM this user has no")),
        arguments(
            RedisFailure.WITHOUT_SCRIPTS,
            said("ERR unknown command 'EVALSHA', with args beginning with: 'a' '1'")),
        arguments(RedisFailure.WITHOUT_SCRIPTS, said("ERR unknown command `EVAL`, with args")),
        arguments(RedisFailure.WITHOUT_SCRIPTS, said("ERR unsupported command 'evalsha'")),
        arguments(
            RedisFailure.WITHOUT_SCRIPTS,
            said("ERR handle request, command 'EVALSHA' is not allowed")),
        arguments(
            RedisFailure.WITHOUT_A_COMMAND,
            said("ERR Unknown Redis command called from script script: a, on @user_script:1.")),
        arguments(
            RedisFailure.WITHOUT_A_COMMAND,
            said(
                "ERR Error running script: @user_script: 1: Unknown Redis command called from Lua")),
        arguments(RedisFailure.NO_CLUSTER, said("ERR This instance has cluster support disabled")),
        arguments(RedisFailure.NO_SENTINEL, said("ERR unknown command 'SENTINEL', with args")),
        arguments(
            RedisFailure.CLUSTER, new RedisMovedException(1, new RedisURI("redis://other:1"))),
        arguments(RedisFailure.CLUSTER, said("CROSSSLOT Keys in request don't hash to the same")),
        arguments(RedisFailure.UNKNOWN_MASTER, said("ERR No such master with that name")),
        arguments(RedisFailure.NO_SUCH_DATABASE, said("ERR DB index is out of range")),
        arguments(
            RedisFailure.TLS,
            caused(new SSLHandshakeException("untrusted"), new CertificateException("path"))),
        arguments(RedisFailure.TLS, new SSLException("not an SSL/TLS record: 2d455252")));
  }

  static Stream<Arguments> passing() {
    return Stream.of(
        arguments(
            RedisFailure.NO_CREDENTIALS,
            caused(
                new RedisConnectionException("Unable"),
                new CredentialsUnavailableException("WRONGPASS of the vault"))),
        arguments(
            RedisFailure.NO_MEMORY,
            new RedisOutOfMemoryException("command not allowed when used memory > 'maxmemory'")),
        arguments(
            RedisFailure.NO_MEMORY,
            said("ERR Error running script: @user_script:1: -OOM command not allowed when used")),
        arguments(
            RedisFailure.READ_ONLY, said("READONLY You can't write against a read only replica.")),
        arguments(
            RedisFailure.READ_ONLY,
            said("ERR Error running script (call to f_a): @user_script:1: -READONLY You can't")),
        arguments(RedisFailure.LOADING, said("LOADING Redis is loading the dataset in memory")),
        arguments(
            RedisFailure.WITHOUT_A_PRIMARY,
            said("MASTERDOWN Link with MASTER is down and replica")),
        arguments(RedisFailure.CLUSTER_DOWN, said("CLUSTERDOWN Hash slot not served")),
        arguments(
            RedisFailure.NOT_PERSISTING,
            said("MISCONF Redis is configured to save RDB snapshots, but it's currently unable")),
        arguments(
            RedisFailure.WITHOUT_REPLICAS, said("NOREPLICAS Not enough good replicas to write.")),
        arguments(RedisFailure.BUSY, said("BUSY Redis is busy running a script.")),
        arguments(RedisFailure.TOO_MANY_CLIENTS, said("ERR max number of clients reached")),
        arguments(
            RedisFailure.SILENT,
            new RedisResponseTimeoutException(
                "Redis server response timeout occurred, command: (EVALSHA), params: [WRONGPASS]")),
        arguments(
            RedisFailure.SILENT,
            new RedisTimeoutException(
                "Unable to acquire connection! Node source: NodeSource, command: (EVALSHA), params:"
                    + " [x, 1, posthog:flags:MOVED.NOPERM.LOADING]")),
        arguments(
            RedisFailure.OUT_OF_REACH,
            caused(new RedisConnectionException("Unable"), new ConnectException("refused"))),
        arguments(
            RedisFailure.OUT_OF_REACH,
            new SSLHandshakeException("Connection closed while SSL/TLS handshake was in progress")),
        arguments(RedisFailure.OUT_OF_REACH, new SSLException("Connection reset")),
        arguments(RedisFailure.UNKNOWN, said("ERR something new")));
  }

  private static Throwable caused(Throwable failure, Throwable cause) {
    failure.initCause(cause);
    return failure;
  }

  @ParameterizedTest
  @MethodSource("lasting")
  void whatLastsIsToldByItsTypeWithTheFix(RedisFailure kind, Throwable failure) {
    assertThat(failures.kind(failure)).isEqualTo(kind);
    assertThat(failures.explain(failure))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("Redis h:1 ")
        .hasMessageContaining(firstWordsOf(kind));
  }

  @ParameterizedTest
  @MethodSource("passing")
  void whatPassesIsAnOutage(RedisFailure kind, Throwable failure) {
    assertThat(failures.kind(failure)).isEqualTo(kind);
    assertThat(failures.explain(failure))
        .isInstanceOf(RedisException.class)
        .hasMessageStartingWith("Redis h:1 ")
        .hasMessageContaining(firstWordsOf(kind));
  }

  private static String firstWordsOf(RedisFailure kind) {
    return kind.fix().replaceFirst("\\(?%s.*", "");
  }

  @Test
  void tableOfTheseTestsIsWhole() {
    Set<Object> tried =
        Stream.concat(lasting(), passing()).map(row -> row.get()[0]).collect(Collectors.toSet());

    assertThat(tried).isEqualTo(EnumSet.allOf(RedisFailure.class));
    assertThat(lasting()).allMatch(row -> ((RedisFailure) row.get()[0]).lasts());
    assertThat(passing()).noneMatch(row -> ((RedisFailure) row.get()[0]).lasts());
  }

  /** Else the connection may lead to a server that is the primary no more. */
  @Test
  void serversThatMayBeAnotherByNowAreConnectedToAnew() {
    assertThat(Arrays.stream(RedisFailure.values()).filter(RedisFailure::isOfTheConnection))
        .containsExactly(
            RedisFailure.READ_ONLY,
            RedisFailure.LOADING,
            RedisFailure.WITHOUT_A_PRIMARY,
            RedisFailure.CLUSTER_DOWN);
  }

  @Test
  void missingRightIsNamedWithTheLinesThatGrantIt() {
    assertThat(failures.explain(said("NOPERM no 'hset'")))
        .hasMessageContaining("(NOPERM no 'hset')")
        .hasMessageContaining("ACL one and ACL two")
        .hasMessageNotContaining("NOAUTH");
  }

  @Test
  void clustersClientFollowsARedirectionByItself() {
    RedisFailures cluster = new RedisFailures("Redis cluster h:1", Redaction.NONE);

    assertThat(cluster.kind(new RedisMovedException(1, new RedisURI("redis://other:1"))))
        .isEqualTo(RedisFailure.UNKNOWN);
  }

  @Test
  void whatAServerSaysIsBoundedAndObeyedByNoTerminal() {
    String hostile = "ERR \u001b]0;x\u0007\u202e\ud83d" + "y".repeat(9000);
    Throwable explained = failures.explain(said(hostile));

    assertThat(explained.getMessage())
        .contains("\\u001b]0;x\\u0007\\u202e\\ud83d")
        .hasSizeLessThan(500);
    assertThat(Throwables.getStackTrace(explained)).doesNotContain("\u001b", "\u0007", "\u202e");
  }
}

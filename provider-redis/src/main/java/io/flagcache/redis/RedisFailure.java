package io.flagcache.redis;

import io.flagcache.core.credentials.CredentialsUnavailableException;
import java.net.ConnectException;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.redisson.client.RedisConnectionException;
import org.redisson.client.RedisTimeoutException;

/**
 * What can be wrong with a server, each with how it is told, whether it passes by itself, and what
 * to do about it. The first that fits counts.
 */
enum RedisFailure {
  NO_CREDENTIALS(Passes.YES, Told.BY_TYPE, "cannot be connected to. %s"),
  WRONG_PASSWORD(
      Passes.NO,
      "WRONGPASS|invalid password|invalid username-password",
      "refuses the user or the password (WRONGPASS); correct them"),
  NEEDLESS_PASSWORD(
      Passes.NO,
      "without any password configured|no password is set",
      "has no password for this user; leave it out, or name the right user"),
  MISSING_PASSWORD(Passes.NO, "NOAUTH", "asks for a password (NOAUTH); set user and password"),
  PROTECTED(
      Passes.NO,
      "DENIED Redis is running in protected mode",
      "lets in nobody from other machines (protected mode); give it a password, or bind it to an"
          + " address"),
  MISSING_RIGHT(
      Passes.NO,
      "NOPERM.*|ACL failure in script.*|The user executing the script can't.*",
      "does not let this user do what is needed (%s); give the user the rights that docs/redis.md"
          + " lists: %s"),
  WITHOUT_A_COMMAND(
      Passes.NO,
      "Unknown Redis command called from.*|Unknown .{0,20}command called from script.*",
      "lacks a command that scripts need (%s); take back its renaming, or use Redis 6.0 or newer"),
  WITHOUT_SCRIPTS(
      Passes.NO,
      "(?i).*(unknown|unsupported|disabled|not (supported|allowed|permitted|available)).*\\beval.*"
          + "|.*\\beval.*(unknown|unsupported|disabled|not (supported|allowed|permitted|available)).*",
      "runs no scripts (%s), which election and publication are made of; allow EVAL and EVALSHA, or"
          + " connect past the proxy that does not know them"),
  NO_CLUSTER(
      Passes.NO,
      "cluster support disabled",
      "is no cluster but a single server; connect to it by redis://"),
  NO_SENTINEL(
      Passes.NO,
      "unknown command 'SENTINEL'",
      "is no sentinel; name the sentinels, or connect by redis://"),
  CLUSTER(
      Passes.NO,
      "MOVED|RedisMovedException|CROSSSLOT",
      "is a cluster; connect to it by redis+cluster://"),
  UNKNOWN_MASTER(
      Passes.NO,
      "Master node is undefined|No such master",
      "knows no master of that name; correct the name behind the addresses"),
  NO_SUCH_DATABASE(
      Passes.NO,
      "DB index is out of range",
      "has no database of that number; correct the number in the URL"),
  TLS(
      Passes.NO,
      Told.BY_TYPE,
      "cannot be talked to by TLS; connect by redis:// if the port has none, otherwise check that"
          + " its certificate is trusted and names this host"),
  NO_MEMORY(
      Passes.YES,
      // Redisson takes the code away.
      "OOM |command not allowed when used memory",
      "has no memory left (OOM), and keeps what it has; raise its maxmemory"),
  READ_ONLY(
      Passes.WITH_ANOTHER_CONNECTION,
      "READONLY",
      "is a read-only replica; connect to the primary, or through sentinels"),
  LOADING(Passes.WITH_ANOTHER_CONNECTION, "LOADING", "is loading its data (LOADING); wait for it"),
  WITHOUT_A_PRIMARY(
      Passes.WITH_ANOTHER_CONNECTION,
      "MASTERDOWN",
      "is a replica that lost its primary (MASTERDOWN); connect to the primary, or through"
          + " sentinels"),
  CLUSTER_DOWN(
      Passes.WITH_ANOTHER_CONNECTION,
      "CLUSTERDOWN",
      "is part of a cluster that is down (CLUSTERDOWN); see which of its slots nobody serves"),
  NOT_PERSISTING(
      Passes.YES,
      "MISCONF",
      "cannot save its data, and refuses to write until it can (MISCONF); see its log and its disk"),
  WITHOUT_REPLICAS(
      Passes.YES,
      "NOREPLICAS",
      "has fewer replicas than it demands before it writes (NOREPLICAS); see"
          + " min-replicas-to-write"),
  BUSY(Passes.YES, "BUSY ", "is busy with a script that does not end (BUSY); see SCRIPT KILL"),
  TOO_MANY_CLIENTS(
      Passes.YES, "max number of clients", "has as many clients as it takes; raise its maxclients"),
  SILENT(Passes.YES, Told.BY_TYPE, "does not answer"),
  OUT_OF_REACH(Passes.YES, Told.BY_TYPE, "is out of reach: %s"),
  UNKNOWN(Passes.YES, Told.BY_TYPE, "answers: %s");

  /** Whether a failure ends without anybody's doing. */
  enum Passes {
    NO,
    YES,
    /** It may be another server that the address leads to by now. */
    WITH_ANOTHER_CONNECTION
  }

  private static final class Told {
    /** Not by what the server says. */
    static final String BY_TYPE = "(?!)";
  }

  private static final Pattern TLS_BROKEN_OFF =
      Pattern.compile("(?i).*(closed|reset|timed out|timeout|broken pipe|abort).*");

  private final Passes passes;
  private final Pattern words;
  private final String fix;

  RedisFailure(Passes passes, String words, String fix) {
    this.passes = passes;
    this.words = Pattern.compile(words);
    this.fix = fix;
  }

  /**
   * Which failure this is.
   *
   * @param chain what was thrown, and its causes
   * @param said a line for each of them, without what the client adds about the request
   */
  static RedisFailure of(List<Throwable> chain, String said) {
    return Stream.of(values()).filter(each -> each.fits(chain, said)).findFirst().orElseThrow();
  }

  boolean lasts() {
    return passes == Passes.NO;
  }

  /** Whether the connection is to be given up, since it leads to a server that cannot be used. */
  boolean isOfTheConnection() {
    return passes == Passes.WITH_ANOTHER_CONNECTION;
  }

  /** Whether it only says that there is no connection, and not why. */
  boolean isVague() {
    return this == SILENT || this == OUT_OF_REACH || this == UNKNOWN;
  }

  String fix() {
    return fix;
  }

  /** What the server said of it, if that told. */
  Optional<String> quoted(String said) {
    return words.matcher(said).results().map(found -> found.group().strip()).findFirst();
  }

  private boolean fits(List<Throwable> chain, String said) {
    return switch (this) {
      case NO_CREDENTIALS -> has(chain, CredentialsUnavailableException.class);
      case TLS ->
          has(chain, CertificateException.class)
              || chain.stream().anyMatch(RedisFailure::isRefusalOfTls);
      case SILENT -> has(chain, RedisTimeoutException.class);
      case OUT_OF_REACH ->
          has(chain, RedisConnectionException.class)
              || has(chain, ConnectException.class)
              || has(chain, SSLException.class);
      case UNKNOWN -> true;
      default -> words.matcher(said).find();
    };
  }

  private static boolean has(List<Throwable> chain, Class<? extends Throwable> kind) {
    return chain.stream().anyMatch(kind::isInstance);
  }

  /** As of a port without TLS; a handshake that a restart broke off passes. */
  private static boolean isRefusalOfTls(Throwable failure) {
    return failure instanceof SSLException
        && failure.getMessage() != null
        && !TLS_BROKEN_OFF.matcher(failure.getMessage()).matches();
  }
}

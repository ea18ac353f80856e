package io.flagcache.redis;

import static java.util.stream.Collectors.joining;

import io.flagcache.core.url.Redaction;
import java.net.ConnectException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.redisson.client.RedisConnectionException;
import org.redisson.client.RedisException;
import org.redisson.client.RedisOutOfMemoryException;
import org.redisson.client.RedisReadonlyException;
import org.redisson.client.RedisTimeoutException;

/** Says in one sentence what is wrong and what to do about it, without a credential. */
final class RedisFailures {

  private static final int DEEPEST = 20;

  /** Where Redisson begins to tell of its internals. */
  private static final String INTERNALS = "(?s)\\.? channel: \\[.*|; nested exception.*";

  private final String server;
  private final Redaction redaction;

  /**
   * Failures of one server.
   *
   * @param server how messages name it
   * @param redaction takes out of messages what must not show
   */
  RedisFailures(String server, Redaction redaction) {
    this.server = server;
    this.redaction = redaction;
  }

  RedisException noAnswer() {
    return new RedisTimeoutException(server + " did not answer within the deadline");
  }

  /**
   * What to throw instead of what Redisson reported.
   *
   * @return an {@link IllegalStateException} if the server answers but cannot be used as it is,
   *     otherwise a {@link RedisException}
   */
  RuntimeException explain(Throwable failure) {
    List<Throwable> chain = causes(failure).limit(DEEPEST).toList();
    String said = chain.stream().map(RedisFailures::said).collect(joining("\n"));
    RuntimeException explained =
        setupFix(chain, said)
            .<RuntimeException>map(fix -> new IllegalStateException(server + " " + fix))
            .orElseGet(() -> temporary(chain, said(failure)));
    if (!redaction.isIn(failure)) {
      explained.initCause(failure);
    }
    return explained;
  }

  /** With what Redisson only suppressed: a refused connection is told of there. */
  private static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .limit(DEEPEST)
        .flatMap(
            each ->
                Stream.concat(
                    Stream.of(each),
                    Stream.of(each.getSuppressed())
                        .flatMap(
                            suppressed ->
                                Stream.iterate(suppressed, Objects::nonNull, Throwable::getCause)
                                    .limit(DEEPEST))));
  }

  private Optional<String> setupFix(List<Throwable> chain, String said) {
    if (said.contains("WRONGPASS") || said.contains("invalid password")) {
      return Optional.of("refuses the user or the password (WRONGPASS); correct them");
    }
    if (said.contains("without any password configured") || said.contains("no password is set")) {
      return Optional.of("has no password for this user; leave it out, or name the right user");
    }
    if (said.contains("NOAUTH")) {
      return Optional.of("asks for a password (NOAUTH); set user and password");
    }
    if (said.contains("NOPERM")) {
      return Optional.of(
          "does not let this user do what is needed ("
              + redaction.apply(lineWith("NOPERM", said))
              + "); give the user the rights that docs/redis.md lists");
    }
    if (said.contains("cluster support disabled")) {
      return Optional.of("is no cluster but a single server; connect to it by redis://");
    }
    if (said.contains("unknown command 'SENTINEL'")) {
      return Optional.of("is no sentinel; name the sentinels, or connect by redis://");
    }
    boolean redirected = said.contains("MOVED") && !server.startsWith("Redis cluster");
    if (redirected || said.contains("CROSSSLOT")) {
      return Optional.of("is a cluster; connect to it by redis+cluster://");
    }
    if (said.contains("Master node is undefined") || said.contains("No such master")) {
      return Optional.of("knows no master of that name; correct the name behind the addresses");
    }
    if (said.contains("DB index is out of range")) {
      return Optional.of("has no database of that number; correct the number in the URL");
    }
    if (has(chain, SSLException.class)) {
      return Optional.of(
          "cannot be talked to by TLS; connect by redis:// if the port has none, otherwise check"
              + " that its certificate is trusted and names this host");
    }
    return Optional.empty();
  }

  private RedisException temporary(List<Throwable> chain, String said) {
    if (has(chain, RedisOutOfMemoryException.class)) {
      return new RedisException(
          server + " has no memory left (OOM), and keeps what it has; raise its maxmemory");
    }
    if (has(chain, RedisReadonlyException.class)) {
      return new RedisException(
          server + " is a read-only replica; connect to the primary, or through sentinels");
    }
    if (has(chain, RedisTimeoutException.class)) {
      return new RedisTimeoutException(server + " does not answer");
    }
    if (has(chain, RedisConnectionException.class) || has(chain, ConnectException.class)) {
      return new RedisConnectionException(
          server + " is out of reach: " + redaction.apply(rootOf(chain)));
    }
    return new RedisException(server + " answers: " + redaction.apply(said));
  }

  private static String rootOf(List<Throwable> chain) {
    Throwable root = chain.get(chain.size() - 1);
    return root instanceof TimeoutException
        ? "no connection in time; check that its port speaks TLS, or does not, as the URL says"
        : said(root);
  }

  private static boolean has(List<Throwable> chain, Class<? extends Throwable> kind) {
    return chain.stream().anyMatch(kind::isInstance);
  }

  private static String said(Throwable failure) {
    String message = failure.getMessage();
    return (message == null ? failure.getClass().getSimpleName() : message)
        .replaceFirst(INTERNALS, "");
  }

  private static String lineWith(String word, String said) {
    return said.lines()
        .filter(line -> line.contains(word))
        .findFirst()
        .map(line -> line.substring(line.indexOf(word)))
        .orElse(word);
  }
}

package io.flagcache.redis;

import static java.util.stream.Collectors.joining;

import io.flagcache.core.credentials.CredentialsUnavailableException;
import io.flagcache.core.text.PlainText;
import io.flagcache.core.url.Redaction;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.redisson.client.RedisConnectionException;
import org.redisson.client.RedisException;
import org.redisson.client.RedisTimeoutException;

/** Says in one sentence what is wrong and what to do about it, without a credential. */
final class RedisFailures {

  private static final int DEEPEST = 20;
  private static final int LONGEST_QUOTE = 300;

  /** Where Redisson begins to tell of its internals, and of the request with its keys. */
  private static final String INTERNALS =
      "(?s)\\.? channel: \\[.*|; nested exception.*|,? ?Node source: .*|,? ?command: \\(.*"
          + "|,? ?params: \\[.*";

  private final String server;
  private final Redaction redaction;
  private final Supplier<Redaction> changing;
  private final Supplier<String> rights;

  /**
   * Failures of one server.
   *
   * @param server how messages name it
   * @param redaction takes out of messages what must not show
   */
  RedisFailures(String server, Redaction redaction) {
    this(server, redaction, () -> Redaction.NONE);
  }

  /**
   * Failures of one server.
   *
   * @param server how messages name it
   * @param redaction takes out of messages what must not show
   * @param changing takes out credentials of the moment
   */
  RedisFailures(String server, Redaction redaction, Supplier<Redaction> changing) {
    this(server, redaction, changing, () -> "");
  }

  private RedisFailures(
      String server, Redaction redaction, Supplier<Redaction> changing, Supplier<String> rights) {
    this.server = server;
    this.redaction = redaction;
    this.changing = changing;
    this.rights = rights;
  }

  /** These failures, with the lines that grant what is needed where a right is missing. */
  RedisFailures withRights(Supplier<String> lines) {
    return new RedisFailures(server, redaction, changing, lines);
  }

  RedisException noAnswer() {
    return new RedisTimeoutException(server + " did not answer within the deadline");
  }

  /** What kind of failure it is that Redisson reported. */
  RedisFailure kind(Throwable failure) {
    return kind(chain(failure));
  }

  private RedisFailure kind(List<Throwable> chain) {
    String said = said(chain);
    // A cluster's client follows such an answer by itself.
    String own = server.startsWith("Redis cluster") ? said.replaceAll("(?i)moved", "") : said;
    return RedisFailure.of(chain, own);
  }

  /**
   * What to throw instead of what Redisson reported.
   *
   * @return an {@link IllegalStateException} if the server answers but cannot be used as it is,
   *     otherwise a {@link RedisException}
   */
  RuntimeException explain(Throwable failure) {
    List<Throwable> chain = chain(failure);
    RedisFailure kind = kind(chain);
    String message = server + " " + message(kind, chain, failure);
    RuntimeException explained =
        switch (kind) {
          case SILENT -> new RedisTimeoutException(message);
          case OUT_OF_REACH -> new RedisConnectionException(message);
          default ->
              kind.lasts() ? new IllegalStateException(message) : new RedisException(message);
        };
    if (!redaction.and(changing.get()).isIn(failure)) {
      explained.initCause(PlainText.failure(failure)); // H4, S26
    }
    return explained;
  }

  private String message(RedisFailure kind, List<Throwable> chain, Throwable failure) {
    return switch (kind) {
      case MISSING_RIGHT ->
          kind.fix().formatted(quoted(kind, chain), rights.get().replace("\n", " and "));
      case WITHOUT_SCRIPTS, WITHOUT_A_COMMAND -> kind.fix().formatted(quoted(kind, chain));
      case NO_CREDENTIALS -> kind.fix().formatted(shown(unavailable(chain)));
      case OUT_OF_REACH -> kind.fix().formatted(shown(rootOf(chain)));
      case UNKNOWN -> kind.fix().formatted(shown(said(failure)));
      default -> kind.fix();
    };
  }

  private static String unavailable(List<Throwable> chain) {
    return chain.stream()
        .filter(CredentialsUnavailableException.class::isInstance)
        .map(RedisFailures::said)
        .findFirst()
        .orElse("");
  }

  private String quoted(RedisFailure kind, List<Throwable> chain) {
    return shown(kind.quoted(said(chain)).orElse(""));
  }

  /** What a server said reaches a log: bounded, and without what a terminal would obey. H4 */
  private String shown(String text) {
    String safe = redaction.and(changing.get()).apply(text);
    return PlainText.of(safe.substring(0, Math.min(safe.length(), LONGEST_QUOTE)));
  }

  private static List<Throwable> chain(Throwable failure) {
    return causes(failure).limit(DEEPEST).toList();
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

  private static String rootOf(List<Throwable> chain) {
    Throwable root = chain.get(chain.size() - 1);
    return root instanceof TimeoutException
        ? "no connection in time; check that its port speaks TLS, or does not, as the URL says"
        : said(root);
  }

  private static String said(List<Throwable> chain) {
    return chain.stream().map(RedisFailures::said).collect(joining("\n"));
  }

  private static String said(Throwable failure) {
    String message = failure.getMessage();
    return (message == null ? failure.getClass().getSimpleName() : message)
        .replaceFirst(INTERNALS, "");
  }
}

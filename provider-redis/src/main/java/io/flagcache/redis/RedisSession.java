package io.flagcache.redis;

import io.flagcache.Deadline;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.redisson.api.RScript;
import org.redisson.api.RedissonClient;
import org.redisson.api.options.CommonOptions;
import org.redisson.api.options.OptionalOptions;
import org.redisson.client.RedisResponseTimeoutException;
import org.redisson.client.RedisTimeoutException;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.config.ConstantDelay;

/** Asks the server through Redisson, and never waits past the deadline. */
final class RedisSession {

  /** A connection that turns out to be closed, after a restart say, is replaced within one poll. */
  private static final int RETRIES = 2;

  private static final Duration RETRY_DELAY = Duration.ofMillis(100);

  private final RedissonSource source;
  private final RedisFailures failures;

  RedisSession(RedissonSource source, RedisFailures failures) {
    this.source = source;
    this.failures = failures;
  }

  /** This session, that names these lines where a right is missing. */
  RedisSession withRights(Supplier<String> lines) {
    return new RedisSession(source, failures.withRights(lines));
  }

  /**
   * Runs a script that may run twice: Redisson notices a lost answer by its time-out alone, so half
   * of the time is kept for asking again.
   *
   * @param keys all in one hash slot
   * @param arguments text, numbers or bytes, all of which reach the script as bytes
   */
  <T> T run(
      RedisScript script,
      ReplyReader.Decoder<T> decoder,
      Deadline deadline,
      List<String> keys,
      Object... arguments)
      throws Exception {
    return decoder.decode(
        run(script, deadline, deadline.remaining().dividedBy(2), keys, arguments));
  }

  /** Runs a script whose answer may be a whole document, which gets all of the time. */
  <T> T read(
      RedisScript script,
      ReplyReader.Decoder<T> decoder,
      Deadline deadline,
      List<String> keys,
      Object... arguments)
      throws Exception {
    return decoder.decode(run(script, deadline, deadline.remaining(), keys, arguments));
  }

  private ReplyReader run(
      RedisScript script,
      Deadline deadline,
      Duration responseTimeout,
      List<String> keys,
      Object... arguments)
      throws Exception {
    RScript runner =
        client(deadline)
            .getScript(
                OptionalOptions.defaults()
                    .codec(ByteArrayCodec.INSTANCE)
                    .timeout(atLeastOneMillisecond(responseTimeout))
                    .retryAttempts(RETRIES)
                    .retryDelay(new ConstantDelay(RETRY_DELAY)));
    Object[] values = Arrays.stream(arguments).map(RedisSession::bytes).toArray();
    boolean replaced = false;
    while (true) {
      try {
        return new ReplyReader(ask(runner, script, deadline, List.copyOf(keys), values));
      } catch (ExecutionException e) {
        RuntimeException explained = explained(e, deadline);
        boolean onAnother = !replaced && failures.kind(cause(e)).isOfTheConnection();
        boolean mayWork = onAnother || wasNeverSent(cause(e));
        if (!mayWork || explained instanceof IllegalStateException || deadline.hasPassed()) {
          throw explained;
        }
        replaced |= onAnother;
      }
    }
  }

  /**
   * Asks by the script's digest, and by its text where the server does not know that yet. Redisson
   * would do both in one call, but asks a server without scripts for ever, after it was cancelled
   * too.
   */
  private List<Object> ask(
      RScript runner, RedisScript script, Deadline deadline, List<Object> keys, Object[] values)
      throws Exception {
    try {
      return await(
          runner.evalShaAsync(
              RScript.Mode.READ_WRITE, script.sha1(), RScript.ReturnType.LIST, keys, values),
          deadline);
    } catch (ExecutionException e) {
      if (!String.valueOf(cause(e).getMessage()).startsWith("NOSCRIPT")) {
        throw e;
      }
    }
    return await(
        runner.evalAsync(
            RScript.Mode.READ_WRITE, script.text(), RScript.ReturnType.LIST, keys, values),
        deadline);
  }

  /** After all retries, which on a busy machine are over long before the deadline. */
  private static boolean wasNeverSent(@Nullable Throwable failure) {
    return failure instanceof RedisTimeoutException
        && !(failure instanceof RedisResponseTimeoutException);
  }

  private static byte[] bytes(Object argument) {
    return argument instanceof byte[] bytes
        ? bytes
        : argument.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Takes a lock of Redisson's for a limited time, without waiting for it. */
  boolean tryLock(String name, long holder, Duration lease, Deadline deadline) throws Exception {
    CommonOptions options =
        CommonOptions.name(name)
            .timeout(atLeastOneMillisecond(deadline.remaining().dividedBy(2)))
            .retryAttempts(0);
    try {
      return await(
          client(deadline)
              .getLock(options)
              .tryLockAsync(0, Math.max(1, lease.toMillis()), TimeUnit.MILLISECONDS, holder),
          deadline);
    } catch (ExecutionException e) {
      throw explained(e, deadline);
    }
  }

  /** How Redisson writes the holder of a lock. */
  String lockValue(long holder, Deadline deadline) throws Exception {
    return client(deadline).getId() + ":" + holder;
  }

  /** Whether keys lie in slots, so that a script can have the keys of one slot only. */
  boolean isCluster(Deadline deadline) throws Exception {
    return client(deadline).getConfig().isClusterConfig();
  }

  /** The line that gives this session's user the rights to use the keys by the commands. */
  RedisRights rights() {
    return new RedisRights(source.config());
  }

  private RedissonClient client(Deadline deadline) throws Exception {
    try {
      return source.client(deadline);
    } catch (ExecutionException e) {
      if (cause(e) instanceof LinkageError wrongVersion) {
        throw wrongVersion;
      }
      throw failures.explain(cause(e));
    } catch (TimeoutException e) {
      throw noAnswer();
    }
  }

  private <T> T await(Future<T> future, Deadline deadline) throws Exception {
    try {
      return future.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      future.cancel(true);
      throw noAnswer();
    }
  }

  private RuntimeException noAnswer() {
    Optional<Throwable> refusal = source.refusal();
    return refusal.isPresent() ? failures.explain(refusal.get()) : failures.noAnswer();
  }

  private RuntimeException explained(ExecutionException failure, Deadline deadline)
      throws Exception {
    Throwable cause = cause(failure);
    RedisFailure kind = failures.kind(cause);
    if (kind.isOfTheConnection()) {
      RedisConnections.replace(client(deadline), deadline);
    }
    return failures.explain(kind.isVague() ? source.refusal().orElse(cause) : cause);
  }

  private static Throwable cause(ExecutionException failure) {
    return Objects.requireNonNullElse(failure.getCause(), failure);
  }

  private static Duration atLeastOneMillisecond(Duration duration) {
    return duration.plusMillis(1).truncatedTo(ChronoUnit.MILLIS);
  }

  void close() {
    source.close();
  }

  @Override
  public String toString() {
    return source.toString();
  }
}

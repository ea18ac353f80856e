package io.flagcache.core.credentials;

import io.flagcache.core.text.PlainText;
import io.flagcache.core.url.Redaction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Asks a {@link CredentialsProvider} for a backend's client, and is done in time whatever it does.
 * Safe for use by several threads.
 */
public final class ConnectionCredentials {

  /** A call that takes longer may never end. */
  private static final Duration HANGS = Duration.ofSeconds(10);

  private final CredentialsProvider provider;
  private final String threadName;
  private final List<Call> hanging = new ArrayList<>();
  private @Nullable Call last;
  private @Nullable String password;
  private volatile Redaction redaction = Redaction.NONE;

  private record Call(CompletableFuture<Credentials> answer, long begin) {
    boolean isUnderWay() {
      return !answer.isDone();
    }

    Duration age() {
      return Duration.ofNanos(System.nanoTime() - begin);
    }
  }

  /**
   * Asks nothing yet.
   *
   * @param provider who is asked
   * @param owner whose connections they are: threads are named after it
   */
  public ConnectionCredentials(CredentialsProvider provider, String owner) {
    this.provider = Objects.requireNonNull(provider, "provider");
    this.threadName = owner + "-credentials";
  }

  /**
   * Takes what a builder was given for credentials that change.
   *
   * @param passwordFile a file to read the password from
   * @param provider who is to be asked
   * @param hasPassword whether there is a password that stays the same
   * @param owner whose connections they are: threads are named after it
   * @return empty if neither is given
   * @throws IllegalArgumentException if more than one is given, or the file cannot be read
   */
  public static Optional<ConnectionCredentials> choose(
      Optional<Path> passwordFile,
      Optional<CredentialsProvider> provider,
      boolean hasPassword,
      String owner) {
    if (passwordFile.isPresent() && provider.isPresent()) {
      throw new IllegalArgumentException(
          "There are a passwordFile and another provider of credentials; leave one out");
    }
    if (hasPassword && (passwordFile.isPresent() || provider.isPresent())) {
      throw new IllegalArgumentException(
          "There is a password and also "
              + (passwordFile.isPresent() ? "a passwordFile" : "a provider of credentials")
              + "; leave one out");
    }
    passwordFile.ifPresent(ConnectionCredentials::check);
    return passwordFile
        .map(CredentialsProvider::passwordFile)
        .or(() -> provider)
        .map(chosen -> new ConnectionCredentials(chosen, owner));
  }

  private static void check(Path file) {
    if (!Files.isReadable(file)) {
      throw new IllegalArgumentException(
          "passwordFile is " + file + ", which is no file that can be read; correct the path");
    }
  }

  /**
   * Whether the credentials may be sent by TLS alone.
   *
   * @return as their provider says
   */
  public boolean requiresTls() {
    return provider.requiresTls();
  }

  /**
   * Asks for a connection that is about to be made.
   *
   * @param limit how long to wait
   * @return the credentials, or a {@link CredentialsUnavailableException} that shows no secret
   */
  public CompletableFuture<Credentials> ask(Duration limit) {
    return call()
        .answer()
        .copy()
        .orTimeout(limit.toNanos(), TimeUnit.NANOSECONDS)
        .exceptionallyCompose(
            failure -> CompletableFuture.failedFuture(unavailable(rootOf(failure), limit)));
  }

  private synchronized Call call() {
    hanging.removeIf(call -> !call.isUnderWay());
    Call present = last;
    if (present != null && present.isUnderWay()) {
      // What hangs may do so for ever: a few threads in an hour, and not one for each connection.
      if (present.age().compareTo(HANGS.multipliedBy(1L + hanging.size())) < 0) {
        return present;
      }
      hanging.add(present);
    }
    Call next = new Call(new CompletableFuture<>(), System.nanoTime());
    last = next;
    Thread thread = new Thread(() -> run(next), threadName);
    thread.setDaemon(true);
    thread.start();
    return next;
  }

  private void run(Call call) {
    try {
      Credentials credentials = provider.resolveCredentials();
      if (credentials == null) {
        throw new CredentialsUnavailableException("The credentials provider returns null");
      }
      remember(credentials.password());
      call.answer().complete(credentials);
    } catch (Throwable failure) {
      call.answer().completeExceptionally(failure);
    }
  }

  /** With the one before it, as which connections are still open. */
  private synchronized void remember(String next) {
    if (!next.equals(password)) {
      redaction = Redaction.of(password == null ? List.of(next) : List.of(next, password));
      password = next;
    }
  }

  private CredentialsUnavailableException unavailable(Throwable failure, Duration limit) {
    if (failure instanceof TimeoutException) {
      return new CredentialsUnavailableException(
          "No credentials for a connection: the provider of them did not answer within "
              + limit.toMillis()
              + " ms");
    }
    Redaction known = redaction;
    String said =
        failure instanceof CredentialsUnavailableException
            ? String.valueOf(failure.getMessage())
            : failure.toString();
    String message =
        "No credentials for a connection: " + PlainText.of(PlainText.joined(known.apply(said)));
    return known.isIn(failure)
        ? new CredentialsUnavailableException(message)
        : new CredentialsUnavailableException(message, PlainText.failure(failure));
  }

  private static Throwable rootOf(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  /**
   * Takes the latest passwords out of messages.
   *
   * @return a redaction that knows the newest one and the one before it
   */
  public Redaction redaction() {
    return redaction;
  }

  /** Shows no secret. */
  @Override
  public String toString() {
    return "ConnectionCredentials";
  }
}

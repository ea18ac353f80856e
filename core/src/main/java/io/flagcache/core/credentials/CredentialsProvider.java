package io.flagcache.core.credentials;

import java.nio.file.Path;

/**
 * Where a backend's own client asks for user and password at each new connection, the first one and
 * every later one. Connections that are open stay so, as whom they were made.
 *
 * <pre>{@code
 * JdbcFlagCache.builder()
 *     .url("jdbc:postgresql://db.internal/app")
 *     .credentialsProvider(() -> Credentials.of("app", vault.read("database/app")))
 * }</pre>
 *
 * <p><b>Threads.</b> It is called on daemon threads of the flag cache provider, named {@code
 * flagcache-…-credentials}, one call after the other. Who connects while a call is under way shares
 * its answer.
 *
 * <p><b>Time.</b> It may block. A connection waits for it for a third of the decision deadline, and
 * is given up then; the call goes on, and the next connection takes its answer. One that has not
 * come back after ten seconds is given up, too, and another is made beside it.
 *
 * <p><b>Failures.</b> Whatever it throws fails that attempt to connect, as an outage of the backend
 * does: said once, and over as soon as it answers again. The message of what it throws reaches logs
 * and stages, so it must not show the secret. Credentials that the server refuses are reported as a
 * wrong password.
 */
@FunctionalInterface
public interface CredentialsProvider {

  /**
   * The credentials for a new connection.
   *
   * @return as whom to connect now
   * @throws Exception if there are none just now; a {@link CredentialsUnavailableException} is
   *     reported by its message alone
   */
  Credentials resolveCredentials() throws Exception;

  /**
   * Whether the credentials may be sent by TLS alone. A flag cache whose settings do not demand TLS
   * then refuses to be built.
   *
   * @return false by default
   */
  default boolean requiresTls() {
    return false;
  }

  /**
   * A password that stands in a file, which is read anew at each connection: a secret that
   * Kubernetes mounts, or one that an agent rotates. Replace it in one step, by a rename.
   *
   * @param file UTF-8, at most 64 KiB; one line break at its end does not count
   * @return its reader, whose failures name the file and show nothing of it
   */
  static CredentialsProvider passwordFile(Path file) {
    return new PasswordFile(file);
  }
}

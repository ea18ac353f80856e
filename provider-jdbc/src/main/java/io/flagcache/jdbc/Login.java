package io.flagcache.jdbc;

import io.flagcache.core.credentials.ConnectionCredentials;
import io.flagcache.core.credentials.Credentials;
import io.flagcache.core.credentials.CredentialsUnavailableException;
import io.flagcache.core.url.Redaction;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** As whom connections are made, beside what the URL says: always the same, or asked each time. */
final class Login {

  /** Of a client that could not connect, as the standard has it: the server was not even asked. */
  private static final String NO_CONNECTION = "08001";

  private final @Nullable String user;
  private final @Nullable String password;
  private final @Nullable ConnectionCredentials changing;

  Login(
      @Nullable String user, @Nullable String password, @Nullable ConnectionCredentials changing) {
    this.user = user;
    this.password = password;
    this.changing = changing;
  }

  /**
   * Adds user and password to what a driver is given. May block until the limit.
   *
   * @throws SQLException if there are none just now; nothing lasting
   */
  void addTo(Properties properties, Duration limit) throws SQLException {
    set(properties, "user", user);
    set(properties, "password", password);
    if (changing != null) {
      Credentials credentials = ask(changing, limit);
      set(properties, "user", credentials.user().orElse(user));
      set(properties, "password", credentials.password());
    }
  }

  private static Credentials ask(ConnectionCredentials changing, Duration limit)
      throws SQLException {
    try {
      return changing.ask(limit).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof CredentialsUnavailableException none) {
        throw new SQLTransientConnectionException(none.getMessage(), NO_CONNECTION, none);
      }
      throw e;
    }
  }

  private static void set(Properties properties, String name, @Nullable String value) {
    if (value != null) {
      properties.setProperty(name, value);
    }
  }

  /** Takes the password of today out of messages. */
  Redaction redaction() {
    if (changing != null) {
      return changing.redaction();
    }
    return password == null ? Redaction.NONE : Redaction.of(List.of(password));
  }

  @Override
  public String toString() {
    return "Login";
  }
}

package io.flagcache.core.credentials;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who a connection is made as. Immutable; {@link #password()} alone shows the password. */
public final class Credentials {

  private final @Nullable String user;
  private final String password;

  private Credentials(@Nullable String user, String password) {
    this.user = user;
    this.password = Objects.requireNonNull(password, "password");
    if (password.isEmpty()) {
      throw new IllegalArgumentException("The password is empty");
    }
  }

  /**
   * A user and a password.
   *
   * @param user in place of the one that the settings name
   * @param password or a token that is sent as one
   * @return both
   * @throws IllegalArgumentException if the password is empty
   */
  public static Credentials of(String user, String password) {
    return new Credentials(Objects.requireNonNull(user, "user"), password);
  }

  /**
   * A password of the user that the settings name.
   *
   * @param password or a token that is sent as one
   * @return the password alone
   * @throws IllegalArgumentException if it is empty
   */
  public static Credentials ofPassword(String password) {
    return new Credentials(null, password);
  }

  /**
   * The user.
   *
   * @return empty for the one that the settings name
   */
  public Optional<String> user() {
    return Optional.ofNullable(user);
  }

  /**
   * The password.
   *
   * @return the secret itself
   */
  public String password() {
    return password;
  }

  /** Shows the user at most. */
  @Override
  public String toString() {
    return user == null ? "Credentials" : "Credentials of " + user;
  }
}

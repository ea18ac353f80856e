package io.flagcache.core.credentials;

/** There are no credentials for a connection just now. The message has no secret in it. */
public final class CredentialsUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /**
   * Says why.
   *
   * @param message reaches logs, so it shows no secret
   */
  public CredentialsUnavailableException(String message) {
    super(message);
  }

  /**
   * Says why.
   *
   * @param message reaches logs, so it shows no secret
   * @param cause shows none either
   */
  public CredentialsUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}

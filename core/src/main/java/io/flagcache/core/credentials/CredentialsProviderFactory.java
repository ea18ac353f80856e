package io.flagcache.core.credentials;

import io.flagcache.core.url.UrlParameters;

/**
 * Makes the providers of credentials that a URL names by {@code authentication=NAME}. Found by
 * {@link java.util.ServiceLoader}; instances have no state.
 */
public interface CredentialsProviderFactory {

  /**
   * What URLs call it.
   *
   * @return a name in lower case, such as {@code aws-iam}
   */
  String name();

  /**
   * Makes a provider. Asks nobody for credentials yet.
   *
   * @param target what the URL connects to
   * @param parameters the URL's settings, of which those that belong to the credentials are taken
   * @return the provider
   * @throws IllegalArgumentException if a setting is missing or wrong; the message names it
   */
  CredentialsProvider create(CredentialsTarget target, UrlParameters parameters);
}

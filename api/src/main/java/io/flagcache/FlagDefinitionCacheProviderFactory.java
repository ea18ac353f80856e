package io.flagcache;

import java.util.Set;

/**
 * Makes providers for one kind of backend from a URL. Implementations are found by {@link
 * java.util.ServiceLoader}: they are named in {@code
 * META-INF/services/io.flagcache.FlagDefinitionCacheProviderFactory} and have a public constructor
 * without parameters. They are called through {@link FlagDefinitionCacheProviders}.
 */
public interface FlagDefinitionCacheProviderFactory {

  /**
   * The URL schemes that this factory serves: what stands before the first colon, in lower case.
   *
   * @return the schemes, for example {@code redis} and {@code rediss}; never empty
   */
  Set<String> schemes();

  /**
   * Makes a provider. May contact the backend, to fail early on a wrong set-up; a backend that is
   * merely down is no error here, since it may come back.
   *
   * @param url the whole URL, whose scheme is one of {@link #schemes()}
   * @return a provider that owns, and closes at its shutdown, everything it opened
   * @throws IllegalArgumentException if the URL has an unknown parameter or a bad value; the
   *     message names it and the fix, and never shows a credential
   * @throws IllegalStateException if the backend answers but cannot be used as it is, for example
   *     because it refuses the credentials or a table is missing; the message names the fix
   */
  FlagDefinitionCacheProvider create(String url);
}

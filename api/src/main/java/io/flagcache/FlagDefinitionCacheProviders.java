package io.flagcache;

import java.util.Locale;
import java.util.Objects;

/**
 * Finds a provider by one URL: the scheme picks the backend among the artifacts on the class path.
 *
 * <pre>{@code
 * FlagDefinitionCacheProvider cache =
 *     FlagDefinitionCacheProviders.create(
 *         "jdbc:postgresql://db.internal/app?user=app&flagcache.serviceKey=checkout");
 * }</pre>
 */
public final class FlagDefinitionCacheProviders {

  private FlagDefinitionCacheProviders() {}

  /**
   * Makes a provider with the backends that the current thread's context class loader sees, and
   * those beside this class: threads of the common pool, for example, have a context class loader
   * that does not see the classes of an application that has one of its own.
   *
   * @param url the backend's URL with its parameters
   * @return a new provider; shut it down when done
   * @throws IllegalArgumentException if no backend serves the URL's scheme, or the URL has an
   *     unknown parameter or a bad value
   * @throws IllegalStateException if there is no backend on the class path at all, if two claim the
   *     scheme, if one cannot be loaded, or if the backend refuses to be used
   */
  public static FlagDefinitionCacheProvider create(String url) {
    return factory(url).create(url);
  }

  /**
   * Makes a provider with the backends that the given class loader sees.
   *
   * @param url the backend's URL with its parameters
   * @param classLoader where to look for backends
   * @return a new provider; shut it down when done
   * @throws IllegalArgumentException as for {@link #create(String)}
   * @throws IllegalStateException as for {@link #create(String)}
   */
  public static FlagDefinitionCacheProvider create(String url, ClassLoader classLoader) {
    return factory(url, classLoader).create(url);
  }

  /**
   * Finds the backend that serves a URL as {@link #create(String)} does, and makes nothing.
   *
   * @param url the backend's URL, of which the scheme is read alone
   * @return the one factory that serves the URL's scheme
   * @throws IllegalArgumentException if none does, or the text is no URL
   * @throws IllegalStateException if there is no backend on the class path at all, if two claim the
   *     scheme, or if one cannot be loaded
   */
  public static FlagDefinitionCacheProviderFactory factory(String url) {
    String scheme = schemeOf(url);
    return new Backends()
        .addFrom(Thread.currentThread().getContextClassLoader())
        .addFrom(FlagDefinitionCacheProviders.class.getClassLoader())
        .serving(scheme);
  }

  /**
   * Finds the backend that serves a URL among those that a class loader sees, and makes nothing.
   *
   * @param url the backend's URL, of which the scheme is read alone
   * @param classLoader where to look for backends
   * @return the one factory that serves the URL's scheme
   * @throws IllegalArgumentException as for {@link #factory(String)}
   * @throws IllegalStateException as for {@link #factory(String)}
   */
  public static FlagDefinitionCacheProviderFactory factory(String url, ClassLoader classLoader) {
    String scheme = schemeOf(url);
    return new Backends()
        .addFrom(Objects.requireNonNull(classLoader, "classLoader"))
        .serving(scheme);
  }

  private static String schemeOf(String url) {
    int colon = Objects.requireNonNull(url, "url").indexOf(':');
    if (colon < 1) {
      // The text is not shown: what is not a URL may well be a password in the wrong place.
      throw new IllegalArgumentException(
          "The URL of a flagcache backend begins with a scheme and a colon, for example"
              + " 'jdbc:postgresql://host/database'; this one has none");
    }
    String scheme = url.substring(0, colon).toLowerCase(Locale.ROOT);
    if (!scheme.matches("[a-z][a-z0-9+.-]*")) {
      throw new IllegalArgumentException(
          "The scheme of a flagcache URL has letters, digits, '+', '.' and '-' only;"
              + " what stands before the first colon of this one has others");
    }
    return scheme;
  }
}

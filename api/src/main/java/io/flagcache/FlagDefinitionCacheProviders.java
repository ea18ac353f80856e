package io.flagcache;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeSet;

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
   * Makes a provider with the backends that the current thread's context class loader sees.
   *
   * @param url the backend's URL with its parameters
   * @return a new provider; shut it down when done
   * @throws IllegalArgumentException if no backend serves the URL's scheme, or the URL has an
   *     unknown parameter or a bad value
   * @throws IllegalStateException if there is no backend on the class path at all, if two claim the
   *     scheme, if one cannot be loaded, or if the backend refuses to be used
   */
  public static FlagDefinitionCacheProvider create(String url) {
    return create(url, Thread.currentThread().getContextClassLoader());
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
    String scheme = schemeOf(Objects.requireNonNull(url, "url"));
    List<FlagDefinitionCacheProviderFactory> factories = load(classLoader);
    List<FlagDefinitionCacheProviderFactory> matching =
        factories.stream().filter(factory -> factory.schemes().contains(scheme)).toList();
    if (factories.isEmpty()) {
      throw new IllegalStateException(
          "No flagcache backend is on the class path; add one, for example"
              + " io.flagcache:flagcache-jdbc for URLs that begin with 'jdbc:'");
    }
    if (matching.isEmpty()) {
      throw new IllegalArgumentException(
          "No flagcache backend on the class path serves the scheme '"
              + scheme
              + "'; those present serve "
              + knownSchemes(factories)
              + ". Correct the URL or add the backend's artifact");
    }
    if (matching.size() > 1) {
      throw new IllegalStateException(
          "Several flagcache backends claim the scheme '"
              + scheme
              + "': "
              + matching.stream()
                  .map(factory -> factory.getClass().getName())
                  .collect(joining(", "))
              + ". Keep one of them on the class path");
    }
    return matching.get(0).create(url);
  }

  private static String schemeOf(String url) {
    int colon = url.indexOf(':');
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

  private static List<FlagDefinitionCacheProviderFactory> load(ClassLoader classLoader) {
    List<FlagDefinitionCacheProviderFactory> factories = new ArrayList<>();
    try {
      ServiceLoader.load(FlagDefinitionCacheProviderFactory.class, classLoader)
          .forEach(factories::add);
    } catch (ServiceConfigurationError e) {
      throw new IllegalStateException(
          "A flagcache backend on the class path cannot be loaded: " + e.getMessage(), e);
    }
    return factories;
  }

  private static String knownSchemes(List<FlagDefinitionCacheProviderFactory> factories) {
    TreeSet<String> schemes = new TreeSet<>();
    factories.forEach(factory -> schemes.addAll(factory.schemes()));
    return schemes.stream().map(scheme -> "'" + scheme + "'").collect(joining(", "));
  }
}

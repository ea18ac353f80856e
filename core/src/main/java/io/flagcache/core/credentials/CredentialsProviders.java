package io.flagcache.core.credentials;

import io.flagcache.core.url.UrlParameters;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Finds the provider of credentials that a URL names. */
public final class CredentialsProviders {

  private static final String SETTING = "authentication";

  /** Names that artifacts of flagcache bring. */
  private static final Map<String, String> ARTIFACTS =
      Map.of("aws-iam", "io.flagcache:flagcache-aws-iam");

  private CredentialsProviders() {}

  /**
   * Takes {@code authentication} from a URL's settings, and what belongs to it. Factories are
   * looked for where the thread's context class loader looks, and beside this class.
   *
   * @param parameters the URL's settings
   * @param target what it connects to; asked for if there is something to authenticate by
   * @return empty if the URL has no such setting
   * @throws IllegalArgumentException if nothing on the class path has that name, or a setting is
   *     wrong
   * @throws IllegalStateException if what has that name cannot be loaded
   */
  public static Optional<CredentialsProvider> of(
      UrlParameters parameters, Supplier<CredentialsTarget> target) {
    return parameters.text(SETTING).map(name -> factory(name).create(target.get(), parameters));
  }

  private static CredentialsProviderFactory factory(String name) {
    Map<String, CredentialsProviderFactory> factories = new TreeMap<>();
    addFrom(Thread.currentThread().getContextClassLoader(), factories);
    addFrom(CredentialsProviders.class.getClassLoader(), factories);
    CredentialsProviderFactory found = factories.get(name);
    if (found != null) {
      return found;
    }
    String artifact = ARTIFACTS.get(name);
    throw new IllegalArgumentException(
        SETTING
            + " is '"
            + name
            + "', which nothing on the class path does; "
            + (artifact == null
                ? "use one of " + names(factories) + ", or leave it out"
                : "add " + artifact));
  }

  private static String names(Map<String, CredentialsProviderFactory> found) {
    Map<String, Object> all = new TreeMap<>(found);
    ARTIFACTS.forEach((name, artifact) -> all.put(name, artifact));
    return String.join(", ", all.keySet());
  }

  private static void addFrom(
      @Nullable ClassLoader classLoader, Map<String, CredentialsProviderFactory> factories) {
    try {
      ServiceLoader.load(CredentialsProviderFactory.class, classLoader)
          .forEach(factory -> factories.putIfAbsent(factory.name(), factory));
    } catch (ServiceConfigurationError e) {
      throw new IllegalStateException(
          "A credentials provider on the class path cannot be loaded: " + e.getMessage(), e);
    }
  }
}

package io.flagcache.spring;

import io.flagcache.core.FlagCacheProvider;
import io.flagcache.core.FlagCacheProviderFactory;
import io.flagcache.core.credentials.CredentialsProvider;
import io.flagcache.core.url.ProviderUrl;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes the provider by its URL, or over a client of the application's. */
final class ProviderOpener {

  private final FlagCacheProperties properties;
  private final List<BackendProperties> backends;
  private final ApplicationClients clients;
  private final @Nullable CredentialsProvider credentials;
  private final ClassLoader classLoader;

  /**
   * Opens nothing yet.
   *
   * @param credentials of the application's, for a client of flagcache's own
   */
  ProviderOpener(
      FlagCacheProperties properties,
      List<BackendProperties> backends,
      ApplicationClients clients,
      @Nullable CredentialsProvider credentials,
      ClassLoader classLoader) {
    this.properties = properties;
    this.backends = backends;
    this.clients = clients;
    this.credentials = credentials;
    this.classLoader = classLoader;
  }

  /**
   * Makes the provider.
   *
   * @throws FlagCacheConfigurationException if the configuration gives none, or a wrong one
   */
  FlagCacheProvider open() {
    String url = properties.url();
    return url == null || url.isBlank() ? overClient() : byUrl(url.strip());
  }

  private FlagCacheProvider overClient() {
    check(
        properties.user() == null && properties.password() == null,
        "flagcache.user or flagcache.password is set, and flagcache.url is not",
        "Set flagcache.url too, or leave them out: a client of the application's has its own"
            + " credentials");
    return open(clients.choose(properties.client()));
  }

  private <C> FlagCacheProvider open(ApplicationClients.Choice<C> choice) {
    return explained(
        "flagcache cannot use the bean '" + choice.beanName() + "'",
        () -> choice.backend().open().apply(choice.client(), properties));
  }

  private FlagCacheProvider byUrl(String url) {
    check(
        properties.client() == null,
        "Both flagcache.url and flagcache.client are set",
        "Leave one of them out: a cache has a URL, or uses a client of the application's");
    return explained(
        "flagcache cannot be opened by flagcache.url", () -> open(withProperties(url).text()));
  }

  /** A password that is set is as deliberate as a bean, and stays what it is. */
  private FlagCacheProvider open(String url) {
    return credentials == null || properties.password() != null
        ? FlagCacheProvider.open(url, classLoader)
        : FlagCacheProvider.open(url, classLoader, credentials);
  }

  private ProviderUrl withProperties(String url) {
    ProviderUrl whole = FlagCacheProviderFactory.read(url, classLoader);
    String scheme = url.substring(0, Math.max(0, url.indexOf(':'))).toLowerCase(Locale.ROOT);
    whole = with(whole, "flagcache", properties.parameters());
    for (BackendProperties backend : backends) {
      if (backend.schemes().contains(scheme.replaceAll("\\+.*", ""))) {
        whole = with(whole, backend.prefix(), backend.parameters());
      }
    }
    return whole;
  }

  /**
   * What is said twice may be said differently, and whoever reads one would not expect the other.
   */
  private static ProviderUrl with(ProviderUrl url, String prefix, Map<String, String> settings) {
    for (String setting : settings.keySet()) {
      url.refuse(List.of(setting), prefix + "." + kebab(setting) + " sets it");
    }
    return url.with(settings);
  }

  private static String kebab(String name) {
    return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  private static FlagCacheProvider explained(String what, Supplier<FlagCacheProvider> open) {
    try {
      return open.get();
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new FlagCacheConfigurationException(
          what + ": " + e.getMessage(), "Correct the setting that the description names.", e);
    }
  }

  private static void check(boolean right, String description, String action) {
    if (!right) {
      throw new FlagCacheConfigurationException(description, action);
    }
  }
}

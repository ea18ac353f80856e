package io.flagcache.core;

import io.flagcache.FlagDefinitionCacheProviderFactory;
import io.flagcache.FlagDefinitionCacheProviders;
import io.flagcache.core.credentials.CredentialsProvider;
import io.flagcache.core.store.FlagCacheStore;
import io.flagcache.core.url.ProviderUrl;
import io.flagcache.core.url.Redaction;
import io.flagcache.core.url.UrlParameters;
import io.flagcache.core.url.UrlStyle;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Makes providers of the engine's from URLs: a backend says how its URLs are written and which
 * settings of its own they have. Found by {@link java.util.ServiceLoader} as any {@link
 * FlagDefinitionCacheProviderFactory}, whose Javadoc says how; instances have no state.
 */
public abstract class FlagCacheProviderFactory implements FlagDefinitionCacheProviderFactory {

  /** Only backends extend this class. */
  protected FlagCacheProviderFactory() {}

  /**
   * How the backend's URLs are written.
   *
   * @return {@link UrlStyle#QUERY} by default
   */
  public UrlStyle urlStyle() {
    return UrlStyle.QUERY;
  }

  /**
   * Begins a provider with the backend's own settings.
   *
   * @param address the URL without flagcache's settings, which may have credentials
   * @param parameters flagcache's settings; what is taken here or by {@link FlagCacheBuilder} is
   *     known, and any other is an error
   * @return a builder, to which the common settings are added
   * @throws IllegalArgumentException if the address or a value is wrong
   */
  protected abstract FlagCacheBuilder<?> builder(String address, UrlParameters parameters);

  /**
   * Makes a provider. May block as the backend's {@link FlagCacheBuilder#build()} does. Neither
   * failure shows a secret of the URL, nor do its causes.
   */
  @Override
  public final FlagCacheProvider create(String url) {
    return made(url, FlagCacheBuilder::build);
  }

  /**
   * Makes a provider whose connections are made with changing credentials. May block as the
   * backend's {@link FlagCacheBuilder#build()} does.
   */
  final FlagCacheProvider create(String url, CredentialsProvider credentialsProvider) {
    return made(
        url,
        builder -> {
          builder.setCredentialsProvider(credentialsProvider);
          return builder.build();
        });
  }

  /**
   * Opens the store that a provider made from a URL would have, for who speaks to it without the
   * engine: to judge a store, for example. Found as {@link
   * io.flagcache.FlagDefinitionCacheProviders#create(String)} finds a provider. May block as the
   * backend's {@link FlagCacheBuilder#build()} does.
   *
   * @param url the URL of a backend of the engine's, with settings if need be
   * @return a store, which the caller closes
   * @throws IllegalArgumentException if no backend of the engine's serves the URL, or a setting is
   *     wrong
   * @throws IllegalStateException if the backend answers but cannot be used as it is
   */
  public static FlagCacheStore openStore(String url) {
    return own(FlagDefinitionCacheProviders.factory(url))
        .made(url, builder -> builder.openOrExplain(builder.settings()));
  }

  private <T> T made(String url, Function<FlagCacheBuilder<?>, T> make) {
    ProviderUrl parsed = new ProviderUrl(url, urlStyle());
    Redaction redaction = parsed.redaction();
    try {
      return make.apply(configured(parsed));
    } catch (IllegalArgumentException e) {
      throw redaction.isIn(e) ? new IllegalArgumentException(redacted(redaction, e)) : e;
    } catch (IllegalStateException e) {
      throw redaction.isIn(e) ? new IllegalStateException(redacted(redaction, e)) : e;
    }
  }

  private static String redacted(Redaction redaction, RuntimeException failure) {
    return redaction.apply(String.valueOf(failure.getMessage()));
  }

  private FlagCacheBuilder<?> configured(ProviderUrl url) {
    UrlParameters parameters = url.settings();
    FlagCacheBuilder<?> builder = builder(url.address(), parameters);
    parameters.text("serviceKey").ifPresent(builder::serviceKey);
    parameters.duration("pollInterval").ifPresent(builder::pollInterval);
    parameters.duration("lease").ifPresent(builder::lease);
    parameters.duration("entryTtl").ifPresent(builder::entryTtl);
    parameters.duration("decisionDeadline").ifPresent(builder::decisionDeadline);
    parameters.duration("transferDeadline").ifPresent(builder::transferDeadline);
    parameters.duration("holdLimit").ifPresent(builder::holdLimit);
    parameters.word("outagePolicy", OutagePolicy.class).ifPresent(builder::outagePolicy);
    parameters.word("role", Role.class).ifPresent(builder::role);
    parameters.integer("maxDocumentBytes").ifPresent(builder::maxDocumentBytes);
    parameters.rejectOthers();
    return builder;
  }

  /**
   * Requires a backend of the engine's.
   *
   * @throws IllegalArgumentException if it is another
   */
  static FlagCacheProviderFactory own(FlagDefinitionCacheProviderFactory factory) {
    if (factory instanceof FlagCacheProviderFactory own) {
      return own;
    }
    throw new IllegalArgumentException(
        "The URL's scheme is served by "
            + factory.getClass().getName()
            + ", which does not extend "
            + FlagCacheProviderFactory.class.getName()
            + ": its providers have no lease and no entry to look at; use a URL of one of"
            + " flagcache's backends, or FlagDefinitionCacheProviders.create for the four methods"
            + " alone");
  }

  /**
   * Takes a URL apart as its backend writes it, which is found as {@link
   * FlagDefinitionCacheProviders#create(String)} does.
   *
   * @param url any URL
   * @return the URL in the style of the backend that serves its scheme; in {@link UrlStyle#QUERY}
   *     if none does, or if its factory does not extend this class
   */
  public static ProviderUrl read(String url) {
    return new ProviderUrl(url, styleOf(() -> FlagDefinitionCacheProviders.factory(url)));
  }

  /**
   * Takes a URL apart as its backend writes it.
   *
   * @param url any URL
   * @param classLoader where to look for backends
   * @return the URL in the style of the backend that serves its scheme; in {@link UrlStyle#QUERY}
   *     if none does, or if its factory does not extend this class
   */
  public static ProviderUrl read(String url, ClassLoader classLoader) {
    return new ProviderUrl(
        url, styleOf(() -> FlagDefinitionCacheProviders.factory(url, classLoader)));
  }

  private static UrlStyle styleOf(Supplier<FlagDefinitionCacheProviderFactory> search) {
    try {
      return search.get() instanceof FlagCacheProviderFactory own ? own.urlStyle() : UrlStyle.QUERY;
    } catch (IllegalArgumentException | IllegalStateException e) {
      return UrlStyle.QUERY; // Whoever opens the URL is told.
    }
  }
}

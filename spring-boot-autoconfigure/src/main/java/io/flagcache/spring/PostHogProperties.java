package io.flagcache.spring;

import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.posthog.LoaderBuilder;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How definitions are fetched from PostHog.
 *
 * @param projectToken Token of the project, phc_…. With it, definitions are loaded.
 * @param secretKey Secret key of the project, phs_…, or a personal API key, phx_…. Without it, this
 *     worker only reads the cache.
 * @param host Address of the API.
 * @param requestTimeout How long one API request may take.
 */
@ConfigurationProperties("flagcache.posthog")
record PostHogProperties(
    @Nullable String projectToken,
    @Nullable String secretKey,
    @Nullable URI host,
    @Nullable Duration requestTimeout) {

  boolean readsOnly() {
    return key().isEmpty();
  }

  private Optional<String> key() {
    return Optional.ofNullable(secretKey).map(String::strip).filter(key -> !key.isEmpty());
  }

  /** Sets on a builder what is set here, and what is common with the cache. */
  <B extends LoaderBuilder<B>> B applyTo(
      B builder, FlagDefinitionCacheProvider cache, FlagCacheProperties common) {
    builder.cache(cache);
    Optional.ofNullable(projectToken).ifPresent(builder::projectToken);
    key().ifPresent(builder::secretKey);
    Optional.ofNullable(host).ifPresent(builder::host);
    Optional.ofNullable(requestTimeout).ifPresent(builder::requestTimeout);
    Optional.ofNullable(common.pollInterval()).ifPresent(builder::pollInterval);
    Optional.ofNullable(common.maxDocumentBytes()).ifPresent(builder::maxDocumentBytes);
    return builder;
  }

  /** Shows no setting, since the secret key is among them. */
  @Override
  public String toString() {
    return "PostHogProperties";
  }
}

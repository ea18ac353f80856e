package io.flagcache.dynamodb;

import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.FlagDefinitionCacheProviderFactory;
import io.flagcache.core.url.UrlParameters;
import java.net.URI;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes DynamoDB providers from URLs; called through {@link
 * io.flagcache.FlagDefinitionCacheProviders}.
 *
 * <p>{@code dynamodb://TABLE?name=value&name=value}, percent-encoded: all settings of {@link
 * io.flagcache.core.FlagCacheBuilder} except listeners, and {@code region}, {@code endpoint} and
 * {@code createTable} of {@link DynamoDbFlagCacheBuilder}. Credentials are found as the AWS SDK
 * finds them.
 */
public final class DynamoDbFlagCacheFactory implements FlagDefinitionCacheProviderFactory {

  private static final Pattern URL = Pattern.compile("(?i)dynamodb://([\\w.-]+)/?(?:\\?(.*))?");

  /** Called by {@link java.util.ServiceLoader}. */
  public DynamoDbFlagCacheFactory() {}

  @Override
  public Set<String> schemes() {
    return Set.of("dynamodb");
  }

  @Override
  public FlagDefinitionCacheProvider create(String url) {
    Matcher parts = URL.matcher(url);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "The DynamoDB URL cannot be read; write dynamodb://TABLE?region=eu-central-1");
    }
    String query = parts.group(2);
    UrlParameters parameters = UrlParameters.ofQuery(query == null ? "" : query);
    DynamoDbFlagCacheBuilder builder = DynamoDbFlagCache.builder().table(parts.group(1));
    parameters.applyTo(builder);
    parameters.text("region").ifPresent(builder::region);
    parameters.text("endpoint").map(DynamoDbFlagCacheFactory::uri).ifPresent(builder::endpoint);
    parameters.bool("createTable").ifPresent(builder::createTable);
    parameters.rejectOthers();
    return builder.build();
  }

  private static URI uri(String text) {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "The URL parameter 'endpoint' is no URL; write it as http://localhost:8000", e);
    }
  }
}

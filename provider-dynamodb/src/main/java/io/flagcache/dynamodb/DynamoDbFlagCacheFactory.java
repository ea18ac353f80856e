package io.flagcache.dynamodb;

import io.flagcache.core.FlagCacheProviderFactory;
import io.flagcache.core.url.UrlParameters;
import io.flagcache.core.url.UrlStyle;
import java.net.URI;
import java.util.Optional;
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
public final class DynamoDbFlagCacheFactory extends FlagCacheProviderFactory {

  private static final String CREATE_TABLE = "createTable";

  private static final UrlStyle STYLE =
      new UrlStyle() {
        @Override
        public Optional<String> creationSetting() {
          return Optional.of(CREATE_TABLE);
        }
      };

  private static final Pattern ADDRESS = Pattern.compile("(?i)dynamodb://([\\w.-]+)/?");

  /** Called by {@link java.util.ServiceLoader}. */
  public DynamoDbFlagCacheFactory() {}

  @Override
  public Set<String> schemes() {
    return Set.of("dynamodb");
  }

  @Override
  public UrlStyle urlStyle() {
    return STYLE;
  }

  @Override
  protected DynamoDbFlagCacheBuilder builder(String address, UrlParameters parameters) {
    Matcher parts = ADDRESS.matcher(address);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "The DynamoDB URL cannot be read; write dynamodb://TABLE?region=eu-central-1");
    }
    DynamoDbFlagCacheBuilder builder = DynamoDbFlagCache.builder().table(parts.group(1));
    parameters.text("region").ifPresent(builder::region);
    parameters.text("endpoint").map(DynamoDbFlagCacheFactory::uri).ifPresent(builder::endpoint);
    parameters.bool(CREATE_TABLE).ifPresent(builder::createTable);
    return builder;
  }

  private static URI uri(String text) {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      // Not the cause, which quotes the value: it may have a password in it.
      throw new IllegalArgumentException(
          "The URL parameter 'endpoint' is no URL; write it as http://localhost:8000");
    }
  }
}

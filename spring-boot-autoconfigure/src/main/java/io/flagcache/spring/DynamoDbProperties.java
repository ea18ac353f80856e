package io.flagcache.spring;

import io.flagcache.dynamodb.DynamoDbFlagCache;
import io.flagcache.dynamodb.DynamoDbFlagCacheBuilder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * What a cache on DynamoDB has besides.
 *
 * @param table The table, for a client of the application's. A URL has it as its host.
 * @param createTable Whether a missing table is created.
 */
@ConfigurationProperties(DynamoDbProperties.PREFIX)
record DynamoDbProperties(@Nullable String table, @Nullable Boolean createTable)
    implements BackendProperties {

  static final String PREFIX = "flagcache.dynamodb";

  DynamoDbFlagCacheBuilder builder(DynamoDbClient client) {
    if (table == null) {
      throw new FlagCacheConfigurationException(
          PREFIX + ".table is not set, and flagcache is to use the application's DynamoDbClient",
          "Set " + PREFIX + ".table to the name of a table, for example flags");
    }
    DynamoDbFlagCacheBuilder builder = DynamoDbFlagCache.builder().client(client).table(table);
    Optional.ofNullable(createTable).ifPresent(builder::createTable);
    return builder;
  }

  @Override
  public String prefix() {
    return PREFIX;
  }

  @Override
  public Set<String> schemes() {
    return Set.of("dynamodb");
  }

  @Override
  public Map<String, String> parameters() {
    Map<String, String> parameters = new LinkedHashMap<>();
    FlagCacheProperties.put(parameters, "createTable", createTable);
    return parameters;
  }
}

package io.flagcache.benchmarks.start;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.core.HazelcastInstance;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.flagcache.benchmarks.backend.Backend;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.redisson.Redisson;
import org.redisson.api.RBucket;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.config.Config;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Reads the example's value with nothing but the client, and leaves that open. */
final class RawReader {

  private RawReader() {}

  static byte @Nullable [] read(Backend backend, String address, String serviceKey)
      throws SQLException {
    return switch (backend) {
      case REDIS -> redis(address, serviceKey);
      case DYNAMODB -> dynamoDb(address, serviceKey);
      case HAZELCAST -> hazelcast(address, serviceKey);
      case POSTGRESQL, MARIADB, H2 -> database(address, serviceKey);
      case MEMORY -> throw new IllegalArgumentException("Memory ends with its process");
    };
  }

  private static byte[] redis(String address, String serviceKey) {
    Config config = new Config();
    config.setThreads(2).setNettyThreads(2);
    config.useSingleServer().setAddress(address).setConnectionMinimumIdleSize(1);
    RBucket<byte[]> value =
        Redisson.create(config).getBucket("posthog:flags:" + serviceKey, ByteArrayCodec.INSTANCE);
    return value.get();
  }

  private static byte @Nullable [] database(String address, String serviceKey) throws SQLException {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(address);
    config.setMaximumPoolSize(1);
    try (Connection connection = new HikariDataSource(config).getConnection();
        PreparedStatement statement =
            connection.prepareStatement("select content from example_value where name = ?")) {
      statement.setString(1, serviceKey);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? rows.getBytes(1) : null;
      }
    }
  }

  private static byte[] dynamoDb(String address, String serviceKey) {
    DynamoDbClient client =
        DynamoDbClient.builder()
            .endpointOverride(URI.create(address))
            .region(Region.EU_CENTRAL_1)
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build();
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    client
        .query(
            request ->
                request
                    .tableName("flagcache")
                    .keyConditionExpression("pk = :pk and begins_with(sk, :value)")
                    .expressionAttributeValues(
                        Map.of(
                            ":pk",
                            AttributeValue.fromS("example-" + serviceKey),
                            ":value",
                            AttributeValue.fromS("value"))))
        .items()
        .forEach(
            item ->
                json.writeBytes(
                    Objects.requireNonNull(item.get("content")).b().asByteArrayUnsafe()));
    return json.toByteArray();
  }

  private static byte @Nullable [] hazelcast(String address, String serviceKey) {
    ClientConfig config = new ClientConfig();
    config.setClusterName("benchmarks");
    config.getNetworkConfig().addAddress(address);
    config.setProperty("hazelcast.phone.home.enabled", "false");
    config.setProperty("hazelcast.logging.type", "slf4j");
    HazelcastInstance client = HazelcastClient.newHazelcastClient(config);
    return client.<String, byte[]>getMap("example-values").get(serviceKey);
  }
}

package io.flagcache.benchmarks.backend;

import io.flagcache.core.FlagCacheBuilder;
import io.flagcache.dynamodb.DynamoDbFlagCache;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/** DynamoDB by the AWS SDK, with the HTTP client that a provider's own client has. */
final class DynamoDbBackendClient implements MeteredClient {

  static final String TABLE = "flagcache";

  /** An item has 400 KB at the most. */
  private static final int CHUNK = 380_000;

  private static final Map<String, AttributeValue> SMALL = key("small", "small");

  private final UnitMeter meter = new UnitMeter();
  private final DynamoDbClient dynamoDb;

  DynamoDbBackendClient(String address) {
    dynamoDb =
        DynamoDbClient.builder()
            .endpointOverride(URI.create(address))
            .region(Region.EU_CENTRAL_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "secret")))
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .overrideConfiguration(
                options ->
                    options
                        .retryStrategy(AwsRetryStrategy.doNotRetry())
                        .addExecutionInterceptor(meter))
            .build();
    DynamoDbFlagCache.builder()
        .client(dynamoDb)
        .table(TABLE)
        .createTable(true)
        .build()
        .shutdown()
        .join();
    dynamoDb.putItem(request -> request.tableName(TABLE).item(SMALL));
  }

  private static Map<String, AttributeValue> key(String partition, String sort) {
    return Map.of("pk", AttributeValue.fromS(partition), "sk", AttributeValue.fromS(sort));
  }

  @Override
  public UnitMeter meter() {
    return meter;
  }

  @Override
  public Object smallRequest() {
    return dynamoDb.getItem(request -> request.tableName(TABLE).key(SMALL));
  }

  @Override
  public FlagCacheBuilder<?> flagCache() {
    return DynamoDbFlagCache.builder().client(dynamoDb).table(TABLE);
  }

  @Override
  public ValueAndLock valueAndLock(String serviceKey) {
    return new Example("example-" + serviceKey);
  }

  private final class Example implements ValueAndLock {

    private final String partition;

    Example(String partition) {
      this.partition = partition;
    }

    @Override
    public boolean lead(String owner) {
      long now = System.currentTimeMillis();
      try {
        dynamoDb.updateItem(
            request ->
                request
                    .tableName(TABLE)
                    .key(key(partition, "lock"))
                    .updateExpression("set leader = :owner, lockedUntil = :until")
                    .conditionExpression(
                        "attribute_not_exists(leader) or leader = :owner or lockedUntil < :now")
                    .expressionAttributeValues(
                        Map.of(
                            ":owner",
                            AttributeValue.fromS(owner),
                            ":until",
                            AttributeValue.fromN(Long.toString(now + LOCK_TTL.toMillis())),
                            ":now",
                            AttributeValue.fromN(Long.toString(now)))));
        return true;
      } catch (ConditionalCheckFailedException anothers) {
        return false;
      }
    }

    @Override
    public byte @Nullable [] read() {
      ByteArrayOutputStream json = new ByteArrayOutputStream();
      dynamoDb
          .queryPaginator(
              request ->
                  request
                      .tableName(TABLE)
                      .keyConditionExpression("pk = :pk and begins_with(sk, :value)")
                      .expressionAttributeValues(
                          Map.of(
                              ":pk",
                              AttributeValue.fromS(partition),
                              ":value",
                              AttributeValue.fromS("value"))))
          .items()
          .forEach(item -> json.writeBytes(chunkOf(item)));
      return json.size() == 0 ? null : json.toByteArray();
    }

    private static byte[] chunkOf(Map<String, AttributeValue> item) {
      AttributeValue content = item.get("content");
      return content == null ? new byte[0] : content.b().asByteArrayUnsafe();
    }

    @Override
    public void write(byte[] json) {
      List<Map<String, AttributeValue>> items = new ArrayList<>();
      for (int begin = 0; begin < json.length; begin += CHUNK) {
        byte[] chunk = Arrays.copyOfRange(json, begin, Math.min(begin + CHUNK, json.length));
        Map<String, AttributeValue> item =
            new HashMap<>(key(partition, "value%03d".formatted(items.size())));
        item.put("content", AttributeValue.fromB(SdkBytes.fromByteArrayUnsafe(chunk)));
        items.add(item);
      }
      items.forEach(item -> dynamoDb.putItem(request -> request.tableName(TABLE).item(item)));
    }
  }

  @Override
  public void close() {
    dynamoDb.close();
  }
}

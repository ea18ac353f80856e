package io.flagcache.faults;

import io.flagcache.dynamodb.DynamoDbFlagCache;
import io.flagcache.testservers.DynamoDbServer;
import io.flagcache.testservers.TcpRelay;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

/** DynamoDB Local. */
final class DynamoDbBackend implements FaultyBackend {

  private static final String TABLE = "flagcache";
  private static final String ID = "AKIATEST";
  private static final String SECRET = "secret-of-dynamodb";

  /** What tells a worker's JVM who it is. */
  static final List<String> CREDENTIALS =
      List.of("-Daws.accessKeyId=" + ID, "-Daws.secretAccessKey=" + SECRET);

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final DynamoDbServer server = DynamoDbServer.shared();
  private final TcpRelay relay = new TcpRelay("127.0.0.1", server.port());
  private final DynamoDbClient admin =
      DynamoDbClient.builder()
          .endpointOverride(URI.create("http://127.0.0.1:" + server.port()))
          .region(Region.EU_CENTRAL_1)
          .credentialsProvider(
              StaticCredentialsProvider.create(AwsBasicCredentials.create(ID, SECRET)))
          .httpClientBuilder(UrlConnectionHttpClient.builder())
          .build();

  /** Workers start when the table is there, which may take longer than they wait for it. */
  DynamoDbBackend() {
    Awaitility.await("the table")
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(
            () -> {
              createTable();
              return admin.describeTable(request -> request.tableName(TABLE)).table().tableStatus();
            },
            TableStatus.ACTIVE::equals);
  }

  private void createTable() {
    DynamoDbFlagCache.builder()
        .client(admin)
        .table(TABLE)
        .createTable(true)
        .build()
        .shutdown()
        .join();
  }

  @Override
  public String name() {
    return "DynamoDB Local";
  }

  @Override
  public String url() {
    return "dynamodb://"
        + TABLE
        + "?region=eu-central-1&endpoint=http%3A%2F%2F127.0.0.1%3A"
        + relay.port()
        + "&";
  }

  @Override
  public Map<String, String> settings() {
    return Map.of("createTable", "true");
  }

  @Override
  public List<TcpRelay> relays() {
    return List.of(relay);
  }

  @Override
  public void kill() {
    server.kill();
  }

  @Override
  public void restart() {
    server.restart();
  }

  @Override
  public boolean keepsData() {
    return true;
  }

  @Override
  public void pause() {
    server.pause();
  }

  @Override
  public void resume() {
    server.resume();
  }

  @Override
  public void flush() {
    admin
        .scanPaginator(request -> request.tableName(TABLE).projectionExpression("pk, sk"))
        .items()
        .forEach(item -> admin.deleteItem(request -> request.tableName(TABLE).key(item)));
  }

  /**
   * Ages are rounded up by two seconds, and the dates that they are made of may differ by as much.
   */
  @Override
  public Duration tellsAgesTo() {
    return Duration.ofSeconds(4);
  }

  @Override
  public void damageEntry(String serviceKey) {
    admin
        .queryPaginator(
            request ->
                request
                    .tableName(TABLE)
                    .keyConditionExpression("pk = :pk and begins_with(sk, :payload)")
                    .expressionAttributeValues(
                        Map.of(
                            ":pk",
                            AttributeValue.fromS(serviceKey),
                            ":payload",
                            AttributeValue.fromS("payload#"))))
        .items()
        .forEach(
            item -> {
              Map<String, AttributeValue> damaged = new HashMap<>(item);
              damaged.put("data", AttributeValue.fromB(SdkBytes.fromUtf8String("damaged")));
              admin.putItem(request -> request.tableName(TABLE).item(damaged));
            });
  }
}

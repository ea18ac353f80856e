package io.flagcache.dynamodb;

import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.conformance.Damage;
import io.flagcache.conformance.ProviderFixture;
import io.flagcache.conformance.WorkerSettings;
import io.flagcache.core.OutagePolicy;
import io.flagcache.core.Role;
import io.flagcache.testservers.DynamoDbServer;
import io.flagcache.testservers.FramedJson;
import io.flagcache.testservers.TcpRelay;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Workers on one table of DynamoDB Local, through a relay. */
abstract class DynamoDbFixture implements ProviderFixture {

  static final String TABLE = "flags";

  private final DynamoDbServer server;
  private final DynamoDbClient admin;
  private final TcpRelay relay;

  DynamoDbFixture(DynamoDbServer server) {
    this.server = server;
    this.admin = TestClients.of(server.port());
    this.relay = new TcpRelay("127.0.0.1", server.port());
    createTable(admin, TABLE);
  }

  static void createTable(DynamoDbClient client, String table) {
    DynamoDbFlagCache.builder()
        .client(client)
        .table(table)
        .createTable(true)
        .build()
        .shutdown()
        .toCompletableFuture()
        .join();
  }

  static void wipe(DynamoDbClient client, String table) {
    client
        .scanPaginator(request -> request.tableName(table).projectionExpression("pk, sk"))
        .items()
        .forEach(key -> client.deleteItem(request -> request.tableName(table).key(key)));
  }

  abstract DynamoDbFlagCacheBuilder connecting(DynamoDbFlagCacheBuilder builder);

  final TcpRelay relay() {
    return relay;
  }

  @Override
  public FlagDefinitionCacheProvider newWorker(WorkerSettings settings) {
    DynamoDbFlagCacheBuilder builder =
        connecting(DynamoDbFlagCache.builder())
            .table(TABLE)
            .serviceKey(settings.serviceKey())
            .pollInterval(settings.pollInterval())
            .lease(settings.lease())
            .entryTtl(settings.entryTtl())
            .decisionDeadline(settings.decisionDeadline())
            .transferDeadline(settings.transferDeadline())
            .outagePolicy(OutagePolicy.valueOf(settings.outagePolicy().name()))
            .holdLimit(settings.holdLimit())
            .role(settings.reader() ? Role.READER : Role.WORKER);
    settings.maxDocumentBytes().ifPresent(builder::maxDocumentBytes);
    return builder.build();
  }

  @Override
  public void wipe() {
    wipe(admin, TABLE);
  }

  @Override
  public void cutBackend() {
    relay.refuse();
  }

  @Override
  public void restoreBackend() {
    relay.listen();
  }

  @Override
  public void hangBackend() {
    server.pause();
  }

  @Override
  public void continueBackend() {
    server.resume();
  }

  @Override
  public void loseNextReply() {
    relay.loseNextReply();
  }

  private Map<String, AttributeValue> head(String serviceKey) {
    return admin
        .getItem(
            request ->
                request
                    .tableName(TABLE)
                    .key(
                        Map.of(
                            "pk",
                            AttributeValue.fromS(serviceKey),
                            "sk",
                            AttributeValue.fromS("head"))))
        .item();
  }

  private static AttributeValue of(Map<String, AttributeValue> item, String name) {
    return Objects.requireNonNull(item.get(name), name);
  }

  private Map<String, AttributeValue> firstChunk(String serviceKey) {
    String generation = of(head(serviceKey), "entryGeneration").s();
    return new HashMap<>(
        admin
            .getItem(
                request ->
                    request
                        .tableName(TABLE)
                        .key(
                            Map.of(
                                "pk",
                                AttributeValue.fromS(serviceKey),
                                "sk",
                                AttributeValue.fromS("entry#" + generation + "#0"))))
            .item());
  }

  @Override
  public void damageEntry(String serviceKey, Damage damage) {
    Map<String, AttributeValue> chunk = firstChunk(serviceKey);
    byte[] payload = damage.of(of(chunk, "data").b().asByteArray());
    chunk.put("data", AttributeValue.fromB(SdkBytes.fromByteArray(payload)));
    admin.putItem(request -> request.tableName(TABLE).item(chunk));
  }

  @Override
  public void forgeEntry(String serviceKey, String json) {
    FramedJson framed = FramedJson.of(json);
    Map<String, AttributeValue> chunk = firstChunk(serviceKey);
    chunk.put("data", AttributeValue.fromB(SdkBytes.fromByteArray(framed.payload())));
    admin.putItem(request -> request.tableName(TABLE).item(chunk));
    Map<String, AttributeValue> head = new HashMap<>(head(serviceKey));
    long sequence = Long.parseLong(of(head, "entrySequence").n()) + 1;
    head.put("entrySequence", AttributeValue.fromN(Long.toString(sequence)));
    head.put("entryHash", AttributeValue.fromS(framed.hash()));
    admin.putItem(request -> request.tableName(TABLE).item(head));
  }

  @Override
  public Set<String> secrets() {
    return Set.of(TestClients.SECRET);
  }

  @Override
  public void close() {
    server.resume();
    relay.close();
    admin.close();
  }
}

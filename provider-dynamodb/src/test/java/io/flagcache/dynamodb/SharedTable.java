package io.flagcache.dynamodb;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.testservers.DynamoDbServer;
import io.flagcache.testservers.Workers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** The one table that tests share, under service keys of their own, on the one server. */
final class SharedTable {

  static final String NAME = "flags";

  /** A deadline for a call whose deadline is not what is tested: as long as may be. */
  static final Duration PATIENT = Duration.ofMillis(9900);

  /** What one request may write. */
  private static final int BATCH = 25;

  private static @Nullable SharedTable shared;

  private final DynamoDbServer server = DynamoDbServer.shared();
  private final DynamoDbClient admin = TestClients.of(server.port());

  private SharedTable() {
    useOnce();
  }

  static synchronized SharedTable get() {
    SharedTable opened = shared;
    if (opened == null) {
      opened = new SharedTable();
      shared = opened;
    }
    return opened;
  }

  /** Creates the table, and loads classes, which takes a slow machine longer than any deadline. */
  private void useOnce() {
    String serviceKey = newServiceKey();
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .ignoreExceptions()
        .until(
            () -> {
              FlagDefinitionCacheProvider first =
                  patient(admin).createTable(true).serviceKey(serviceKey).build();
              try {
                first.shouldFetchFlagDefinitions().toCompletableFuture().join();
                first
                    .onFlagDefinitionsReceived(
                        FlagDefinitionCacheData.of(Map.of("flags", List.of())))
                    .toCompletableFuture()
                    .join();
                return first.getFlagDefinitions().toCompletableFuture().join().isPresent();
              } finally {
                Workers.shutDown(first);
              }
            });
  }

  static String newServiceKey() {
    return UUID.randomUUID().toString();
  }

  /** Workers over stores that are not tested for their deadlines. */
  static DynamoDbFlagCacheBuilder patient(DynamoDbClient client) {
    return DynamoDbFlagCache.builder()
        .client(client)
        .table(NAME)
        .decisionDeadline(PATIENT)
        .transferDeadline(PATIENT);
  }

  /** Where a worker finds the table that is not tested for its deadlines either. */
  static String patientUrl(int port, String serviceKey) {
    return "dynamodb://%s?region=%s&endpoint=http%%3A%%2F%%2F127.0.0.1%%3A%d&serviceKey=%s"
            .formatted(NAME, TestClients.REGION, port, serviceKey)
        + "&decisionDeadline=%s&transferDeadline=%s".formatted(PATIENT, PATIENT);
  }

  DynamoDbServer server() {
    return server;
  }

  /** A client that goes to the server without detours, for what a test looks up or spoils. */
  DynamoDbClient admin() {
    return admin;
  }

  /** All that a service key has. */
  List<Map<String, AttributeValue>> items(String serviceKey) {
    return admin.queryPaginator(request -> ofKey(request, serviceKey)).items().stream().toList();
  }

  /** One item to change; empty if there is none. */
  Map<String, AttributeValue> item(String serviceKey, String sortKey) {
    return new HashMap<>(
        admin
            .getItem(
                request ->
                    request.tableName(NAME).key(key(serviceKey, sortKey)).consistentRead(true))
            .item());
  }

  /** Deletes all that a service key has, without reading it: documents are large. */
  void wipe(String serviceKey) {
    List<WriteRequest> deletions =
        admin
            .queryPaginator(request -> ofKey(request, serviceKey).projectionExpression("pk, sk"))
            .items()
            .stream()
            .map(key -> WriteRequest.builder().deleteRequest(delete -> delete.key(key)).build())
            .toList();
    for (int i = 0; i < deletions.size(); i += BATCH) {
      List<WriteRequest> batch = deletions.subList(i, Math.min(i + BATCH, deletions.size()));
      admin.batchWriteItem(request -> request.requestItems(Map.of(NAME, batch)));
    }
  }

  private static QueryRequest.Builder ofKey(QueryRequest.Builder request, String serviceKey) {
    return request
        .tableName(NAME)
        .consistentRead(true)
        .keyConditionExpression("pk = :pk")
        .expressionAttributeValues(Map.of(":pk", fromS(serviceKey)));
  }

  static Map<String, AttributeValue> key(String serviceKey, String sortKey) {
    return Map.of("pk", fromS(serviceKey), "sk", fromS(sortKey));
  }

  static String sortKey(Map<String, AttributeValue> item) {
    AttributeValue value = item.get("sk");
    return value == null ? "" : value.s();
  }
}

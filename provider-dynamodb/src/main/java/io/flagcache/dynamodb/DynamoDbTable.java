package io.flagcache.dynamodb;

import io.flagcache.Deadline;
import io.flagcache.core.record.StoredPayload;
import io.flagcache.core.store.Access;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DeleteRequest;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.PutRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** The items of one service key. */
final class DynamoDbTable {

  static final String PARTITION = "pk";
  static final String SORT = "sk";

  /** The attribute for the service's time to live, in seconds since 1970. */
  static final String EXPIRES_AT = "expiresAt";

  /** What the record's item has beside its fields. */
  static final Set<String> OWN_ATTRIBUTES = Set.of(PARTITION, SORT, EXPIRES_AT);

  /** What a reader sends. */
  private static final List<String> READ_ACTIONS = List.of("GetItem", "BatchGetItem");

  /** What a worker sends. */
  private static final List<String> WORK_ACTIONS =
      List.of("GetItem", "BatchGetItem", "UpdateItem", "BatchWriteItem", "Query");

  private static final String LEASE = "lease";
  private static final String CHUNK = "payload#";
  private static final String DATA = "data";

  /** An item ends at 409,600 bytes, names of attributes and keys included. */
  private static final int CHUNK_BYTES = 380_000;

  private static final int BATCH_WRITE_ITEMS = 25;
  private static final int BATCH_GET_ITEMS = 40;
  private static final Pattern INDEXES = Pattern.compile("0|[1-9]\\d{0,3}");
  private static final Duration FIRST_PAUSE = Duration.ofMillis(25);

  private final DynamoDbClient client;
  private final String table;
  private final AttributeValue partition;
  private final Requests requests;

  DynamoDbTable(DynamoDbClient client, String table, String serviceKey, Requests requests) {
    this.client = client;
    this.table = table;
    this.partition = AttributeValue.fromS(serviceKey);
    this.requests = requests;
  }

  /**
   * The item of the lease.
   *
   * @return its attributes; none if there is no such item
   */
  Map<String, AttributeValue> lease(boolean consistent, Deadline deadline) {
    return requests
        .ask(
            deadline,
            limits ->
                client.getItem(
                    GetItemRequest.builder()
                        .tableName(table)
                        .key(key(LEASE))
                        .consistentRead(consistent)
                        .overrideConfiguration(limits)
                        .build()))
        .item();
  }

  /**
   * Replaces the attributes of the lease's item if they are what was seen.
   *
   * @return empty if it was done; else the item that there is
   */
  Optional<Map<String, AttributeValue>> replaceLease(LeaseUpdate update, Deadline deadline) {
    try {
      requests.ask(
          deadline,
          limits ->
              client.updateItem(
                  UpdateItemRequest.builder()
                      .tableName(table)
                      .key(key(LEASE))
                      .applyMutation(update::applyTo)
                      .returnValuesOnConditionCheckFailure(
                          ReturnValuesOnConditionCheckFailure.ALL_OLD)
                      .overrideConfiguration(limits)
                      .build()));
      return Optional.empty();
    } catch (ConditionalCheckFailedException e) {
      return Optional.of(e.hasItem() ? e.item() : Map.of());
    }
  }

  /** In how many chunks a payload is written. */
  static int chunksOf(byte[] payload) {
    return Math.max(1, (payload.length + CHUNK_BYTES - 1) / CHUNK_BYTES);
  }

  /** Writes a payload under a generation that nobody reads yet. */
  void writeChunks(String generation, byte[] payload, OptionalLong expiresAt, Deadline deadline) {
    List<WriteRequest> writes = new ArrayList<>();
    for (int from = 0; from == 0 || from < payload.length; from += CHUNK_BYTES) {
      int length = Math.min(CHUNK_BYTES, payload.length - from);
      Map<String, AttributeValue> item = new TreeMap<>(key(chunk(generation, writes.size())));
      byte[] data = new byte[length];
      System.arraycopy(payload, from, data, 0, length);
      item.put(DATA, AttributeValue.fromB(SdkBytes.fromByteArrayUnsafe(data)));
      expiresAt.ifPresent(seconds -> item.put(EXPIRES_AT, seconds(seconds)));
      writes.add(
          WriteRequest.builder().putRequest(PutRequest.builder().item(item).build()).build());
    }
    write(writes, deadline);
  }

  /** Gives the service a later time to delete chunks at. */
  void prolongChunks(String generation, int chunks, long expiresAt, Deadline deadline) {
    for (int i = 0; i < chunks; i++) {
      Map<String, AttributeValue> key = key(chunk(generation, i));
      requests.ask(
          deadline,
          limits ->
              client.updateItem(
                  UpdateItemRequest.builder()
                      .tableName(table)
                      .key(key)
                      .updateExpression("SET " + EXPIRES_AT + " = :time")
                      .conditionExpression("attribute_exists(" + PARTITION + ")")
                      .expressionAttributeValues(Map.of(":time", seconds(expiresAt)))
                      .overrideConfiguration(limits)
                      .build()));
    }
  }

  void deleteChunks(String generation, int chunks, Deadline deadline) {
    List<WriteRequest> deletes = new ArrayList<>();
    for (int i = 0; i < chunks; i++) {
      deletes.add(
          WriteRequest.builder()
              .deleteRequest(DeleteRequest.builder().key(key(chunk(generation, i))).build())
              .build());
    }
    write(deletes, deadline);
  }

  /** Deletes all chunks but those of one generation: what publishers left that were killed. */
  void deleteChunksExcept(String generation, int chunks, Deadline deadline) {
    Map<String, AttributeValue> start = Map.of();
    do {
      Map<String, AttributeValue> from = start;
      QueryResponse page =
          requests.move(
              deadline,
              limits ->
                  client.query(
                      QueryRequest.builder()
                          .tableName(table)
                          .keyConditionExpression("pk = :pk AND begins_with(sk, :chunks)")
                          .expressionAttributeValues(
                              Map.of(":pk", partition, ":chunks", AttributeValue.fromS(CHUNK)))
                          .projectionExpression("pk, sk")
                          .exclusiveStartKey(from.isEmpty() ? null : from)
                          .overrideConfiguration(limits)
                          .build()));
      List<WriteRequest> deletes = new ArrayList<>();
      for (Map<String, AttributeValue> key : page.items()) {
        if (index(key, generation, chunks) < 0) {
          deletes.add(
              WriteRequest.builder()
                  .deleteRequest(DeleteRequest.builder().key(key).build())
                  .build());
        }
      }
      write(deletes, deadline);
      start = page.lastEvaluatedKey();
    } while (!start.isEmpty());
  }

  private void write(List<WriteRequest> writes, Deadline deadline) {
    for (int from = 0; from < writes.size(); from += BATCH_WRITE_ITEMS) {
      List<WriteRequest> left =
          writes.subList(from, Math.min(writes.size(), from + BATCH_WRITE_ITEMS));
      Duration pause = FIRST_PAUSE;
      while (!left.isEmpty()) {
        Map<String, List<WriteRequest>> batch = Map.of(table, left);
        left =
            requests
                .move(
                    deadline,
                    limits ->
                        client.batchWriteItem(
                            BatchWriteItemRequest.builder()
                                .requestItems(batch)
                                .overrideConfiguration(limits)
                                .build()))
                .unprocessedItems()
                .getOrDefault(table, List.of());
        pause = left.isEmpty() ? pause : pauseOrGiveUp(pause, deadline);
      }
    }
  }

  /**
   * The payload, unless chunks of it are missing. Of one that has too many the first is read alone.
   */
  Optional<StoredPayload> readChunks(String generation, int chunks, int limit, Deadline deadline) {
    long length = (chunks - 1L) * CHUNK_BYTES + 1; // At least.
    byte[] @Nullable [] parts = new byte[length > limit ? 1 : chunks][];
    for (int from = 0; from < parts.length; from += BATCH_GET_ITEMS) {
      List<Map<String, AttributeValue>> keys = new ArrayList<>();
      for (int i = from; i < Math.min(parts.length, from + BATCH_GET_ITEMS); i++) {
        keys.add(key(chunk(generation, i)));
      }
      read(keys, parts, generation, deadline);
    }
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      if (part == null) {
        return Optional.empty();
      }
      payload.writeBytes(part);
    }
    byte[] read = payload.toByteArray();
    return Optional.of(
        parts.length < chunks
            ? StoredPayload.tooLong(read, length)
            : StoredPayload.within(read, limit));
  }

  private void read(
      List<Map<String, AttributeValue>> wanted,
      byte[] @Nullable [] parts,
      String generation,
      Deadline deadline) {
    List<Map<String, AttributeValue>> left = wanted;
    Duration pause = FIRST_PAUSE;
    while (!left.isEmpty()) {
      KeysAndAttributes keys = KeysAndAttributes.builder().keys(left).consistentRead(true).build();
      BatchGetItemResponse answer =
          requests.move(
              deadline,
              limits ->
                  client.batchGetItem(
                      BatchGetItemRequest.builder()
                          .requestItems(Map.of(table, keys))
                          .overrideConfiguration(limits)
                          .build()));
      for (Map<String, AttributeValue> item : answer.responses().getOrDefault(table, List.of())) {
        int index = index(item, generation, parts.length);
        AttributeValue data = item.get(DATA);
        if (index >= 0 && data != null && data.b() != null) {
          parts[index] = data.b().asByteArrayUnsafe();
        }
      }
      KeysAndAttributes unprocessed = answer.unprocessedKeys().get(table);
      left = unprocessed == null ? List.of() : unprocessed.keys();
      pause = left.isEmpty() ? pause : pauseOrGiveUp(pause, deadline);
    }
  }

  /**
   * The policy that grants what a user of this kind sends, on this table in whatever account it is.
   */
  String rights(Access access) {
    Region region = client.serviceClientConfiguration().region();
    return """
        {
          "Version": "2012-10-17",
          "Statement": [{
            "Effect": "Allow",
            "Action": [%s],
            "Resource": "arn:%s:dynamodb:%s:*:table/%s"
          }]
        }"""
        .formatted(
            (access == Access.READ ? READ_ACTIONS : WORK_ACTIONS)
                .stream()
                    .map(action -> "\"dynamodb:" + action + "\"")
                    .collect(Collectors.joining(", ")),
            PartitionMetadata.of(region).id(),
            region.id(),
            table);
  }

  /** Which of so many chunks of a generation an item is; below zero if it is none of them. */
  private static int index(Map<String, AttributeValue> item, String generation, int chunks) {
    AttributeValue sort = item.get(SORT);
    String prefix = chunk(generation, "");
    if (sort == null || sort.s() == null || !sort.s().startsWith(prefix)) {
      return -1;
    }
    String index = sort.s().substring(prefix.length());
    return INDEXES.matcher(index).matches() && Integer.parseInt(index) < chunks // H1
        ? Integer.parseInt(index)
        : -1;
  }

  private static AttributeValue seconds(long seconds) {
    return AttributeValue.fromN(Long.toString(seconds));
  }

  private static String chunk(String generation, Object index) {
    return CHUNK + generation + "#" + index;
  }

  private Map<String, AttributeValue> key(String sort) {
    return Map.of(PARTITION, partition, SORT, AttributeValue.fromS(sort));
  }

  private static Duration pauseOrGiveUp(Duration pause, Deadline deadline) {
    if (deadline.remaining().compareTo(pause) <= 0) {
      throw DynamoDbException.builder()
          .message("The table does not take all items before the deadline; it may be throttled")
          .build();
    }
    LockSupport.parkNanos(pause.toNanos());
    return pause.multipliedBy(2);
  }
}

package io.flagcache.dynamodb;

import io.flagcache.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.SdkBytes;
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
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** The items of one service key. Every request gets what is left of its deadline. */
final class DynamoDbTable {

  static final String PARTITION = "pk";
  static final String SORT = "sk";

  private static final String HEAD = "head";
  private static final String CHUNK = "entry#";
  private static final String DATA = "data";

  /** An item ends at 409,600 bytes, names of attributes and keys included. */
  private static final int CHUNK_BYTES = 380_000;

  private static final int BATCH_WRITE_ITEMS = 25;
  private static final int BATCH_GET_ITEMS = 40;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(25);

  private final DynamoDbClient client;
  private final String table;
  private final AttributeValue partition;

  DynamoDbTable(DynamoDbClient client, String table, String serviceKey) {
    this.client = client;
    this.table = table;
    this.partition = AttributeValue.fromS(serviceKey);
  }

  /** What a conditional update found: the head after it, or the one that did not fit. */
  record Outcome(boolean updated, Optional<Head> head) {}

  private interface Request<T> {
    T send(AwsRequestOverrideConfiguration limits);
  }

  Optional<Head> head(boolean consistent, Deadline deadline) {
    Map<String, AttributeValue> item =
        send(
            deadline,
            limits ->
                client
                    .getItem(
                        GetItemRequest.builder()
                            .tableName(table)
                            .key(key(HEAD))
                            .consistentRead(consistent)
                            .overrideConfiguration(limits)
                            .build())
                    .item());
    return item.isEmpty() ? Optional.empty() : Optional.of(Head.of(item));
  }

  Outcome update(
      String change, String condition, Map<String, AttributeValue> values, Deadline deadline) {
    try {
      Map<String, AttributeValue> item =
          send(
              deadline,
              limits ->
                  client
                      .updateItem(
                          UpdateItemRequest.builder()
                              .tableName(table)
                              .key(key(HEAD))
                              .updateExpression(change)
                              .conditionExpression(condition)
                              .expressionAttributeValues(values)
                              .returnValues(ReturnValue.ALL_NEW)
                              .returnValuesOnConditionCheckFailure(
                                  ReturnValuesOnConditionCheckFailure.ALL_OLD)
                              .overrideConfiguration(limits)
                              .build())
                      .attributes());
      return new Outcome(true, Optional.of(Head.of(item)));
    } catch (ConditionalCheckFailedException e) {
      return new Outcome(
          false,
          e.hasItem() && !e.item().isEmpty() ? Optional.of(Head.of(e.item())) : Optional.empty());
    }
  }

  /** Writes a payload under a generation that nobody reads yet, and says in how many chunks. */
  int writeChunks(String generation, byte[] payload, Deadline deadline) {
    List<WriteRequest> writes = new ArrayList<>();
    for (int from = 0; from == 0 || from < payload.length; from += CHUNK_BYTES) {
      int length = Math.min(CHUNK_BYTES, payload.length - from);
      Map<String, AttributeValue> item = new TreeMap<>(key(chunk(generation, writes.size())));
      byte[] data = new byte[length];
      System.arraycopy(payload, from, data, 0, length);
      item.put(DATA, AttributeValue.fromB(SdkBytes.fromByteArrayUnsafe(data)));
      writes.add(
          WriteRequest.builder().putRequest(PutRequest.builder().item(item).build()).build());
    }
    write(writes, deadline);
    return writes.size();
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
  void deleteChunksExcept(String generation, Deadline deadline) {
    Map<String, AttributeValue> start = Map.of();
    do {
      Map<String, AttributeValue> from = start;
      QueryResponse page =
          send(
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
        if (index(key, generation) < 0) {
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
            send(
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

  /** The payload, or as much of it as is there. */
  byte[] readChunks(Head.Stored entry, Deadline deadline) {
    byte[][] parts = new byte[Math.min(entry.chunks(), 10_000)][0];
    for (int from = 0; from < parts.length; from += BATCH_GET_ITEMS) {
      List<Map<String, AttributeValue>> keys = new ArrayList<>();
      for (int i = from; i < Math.min(parts.length, from + BATCH_GET_ITEMS); i++) {
        keys.add(key(chunk(entry.generation(), i)));
      }
      read(keys, parts, entry.generation(), deadline);
    }
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    byte[] payload = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, payload, at, part.length);
      at += part.length;
    }
    return payload;
  }

  private void read(
      List<Map<String, AttributeValue>> wanted,
      byte[][] parts,
      String generation,
      Deadline deadline) {
    List<Map<String, AttributeValue>> left = wanted;
    Duration pause = FIRST_PAUSE;
    while (!left.isEmpty()) {
      KeysAndAttributes keys = KeysAndAttributes.builder().keys(left).consistentRead(true).build();
      BatchGetItemResponse answer =
          send(
              deadline,
              limits ->
                  client.batchGetItem(
                      BatchGetItemRequest.builder()
                          .requestItems(Map.of(table, keys))
                          .overrideConfiguration(limits)
                          .build()));
      for (Map<String, AttributeValue> item : answer.responses().getOrDefault(table, List.of())) {
        int index = index(item, generation);
        AttributeValue data = item.get(DATA);
        if (index >= 0 && index < parts.length && data != null && data.b() != null) {
          parts[index] = data.b().asByteArrayUnsafe();
        }
      }
      KeysAndAttributes unprocessed = answer.unprocessedKeys().get(table);
      left = unprocessed == null ? List.of() : unprocessed.keys();
      pause = left.isEmpty() ? pause : pauseOrGiveUp(pause, deadline);
    }
  }

  private static int index(Map<String, AttributeValue> item, String generation) {
    AttributeValue sort = item.get(SORT);
    String prefix = chunk(generation, "");
    return sort == null || sort.s() == null || !sort.s().startsWith(prefix)
        ? -1
        : Integer.parseInt(sort.s().substring(prefix.length()));
  }

  private static String chunk(String generation, Object index) {
    return CHUNK + generation + "#" + index;
  }

  private Map<String, AttributeValue> key(String sort) {
    return Map.of(PARTITION, partition, SORT, AttributeValue.fromS(sort));
  }

  /** Asks again while the service throttles, until the deadline. */
  private <T> T send(Deadline deadline, Request<T> request) {
    Duration pause = FIRST_PAUSE;
    while (true) {
      Duration left = deadline.remaining().plusMillis(1);
      AwsRequestOverrideConfiguration limits =
          AwsRequestOverrideConfiguration.builder()
              .apiCallTimeout(left)
              .apiCallAttemptTimeout(left)
              .build();
      try {
        return request.send(limits);
      } catch (DynamoDbException e) {
        if (!e.isThrottlingException() || deadline.remaining().compareTo(pause) <= 0) {
          throw e;
        }
        LockSupport.parkNanos(pause.toNanos());
        pause = pause.multipliedBy(2);
      }
    }
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

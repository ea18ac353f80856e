package io.flagcache.dynamodb;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import io.flagcache.Deadline;
import io.flagcache.core.record.Freshness;
import io.flagcache.core.record.LeaseRecord;
import io.flagcache.core.record.RecordBackend;
import io.flagcache.core.record.ReplaceAnswer;
import io.flagcache.core.record.StoredPayload;
import io.flagcache.core.record.VersionedRecord;
import io.flagcache.core.store.Access;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The record as attributes of one small item, replaced by conditional writes, with payloads in
 * chunks beside it. Its version is all of its attributes, damaged or not.
 */
final class DynamoDbBackend implements RecordBackend<Map<String, AttributeValue>> {

  /** How much longer the service keeps what nobody uses any more. */
  private static final Duration RESERVE = Duration.ofDays(14);

  /** Dates of the service have whole seconds, and are carried on from an earlier answer. */
  private static final Duration DATE_PRECISION = Duration.ofSeconds(2);

  /** Is no value of any field. */
  private static final String WRONG_TYPE = "";

  private final DynamoDbTable table;
  private final AutoCloseable client;
  private final String description;
  private final ServiceClock clock;
  private @Nullable TableCheck unfinished;

  /** Attributes that somebody else put into the record's item, and that leave it no room. */
  private List<String> crowding = List.of();

  DynamoDbBackend(
      DynamoDbTable table, AutoCloseable client, String description, ServiceClock clock) {
    this.table = table;
    this.client = client;
    this.description = description;
    this.clock = clock;
  }

  /** The service could not be asked at the start: the table is checked, or created, later. */
  void checkBeforeReading(TableCheck check) {
    unfinished = check;
  }

  @Override
  public VersionedRecord<Map<String, AttributeValue>> read(Freshness freshness, Deadline deadline) {
    TableCheck check = unfinished;
    if (check != null) {
      check.run(deadline);
      unfinished = null;
    }
    return versioned(table.lease(freshness == Freshness.LATEST, deadline));
  }

  @Override
  public ReplaceAnswer<Map<String, AttributeValue>> replace(
      VersionedRecord<Map<String, AttributeValue>> seen,
      LeaseRecord next,
      Duration patience,
      Deadline deadline) {
    Map<String, AttributeValue> attributes = new HashMap<>();
    next.fields()
        .forEach(
            (name, value) ->
                attributes.put(
                    name, LeaseRecord.TEXT_FIELDS.contains(name) ? fromS(value) : fromN(value)));
    Optional<Map<String, AttributeValue>> refusal =
        table.replaceLease(
            new LeaseUpdate(
                seen.version(), attributes, crowding, expiry(next.entryTtl().plus(RESERVE))),
            deadline);
    return refusal.isPresent()
        ? new ReplaceAnswer.Refused<>(versioned(refusal.get()))
        : new ReplaceAnswer.Replaced<>(new VersionedRecord<>(next, attributes));
  }

  private VersionedRecord<Map<String, AttributeValue>> versioned(Map<String, AttributeValue> item) {
    crowding = LeaseUpdate.crowding(item);
    Map<String, AttributeValue> attributes = new HashMap<>(item);
    attributes.keySet().retainAll(LeaseRecord.FIELDS);
    Map<String, String> fields = new HashMap<>();
    attributes.forEach(
        (name, value) -> {
          String text = LeaseRecord.TEXT_FIELDS.contains(name) ? value.s() : value.n();
          fields.put(name, text == null ? WRONG_TYPE : text);
        });
    return VersionedRecord.of(fields, attributes);
  }

  /** The name says how many chunks there are, so that all are read at once. */
  @Override
  public String putPayload(byte[] payload, Duration life, Deadline deadline) {
    String generation = UUID.randomUUID() + "-" + DynamoDbTable.chunksOf(payload);
    table.writeChunks(generation, payload, expiry(life), deadline);
    return generation;
  }

  private static int chunksIn(String generation) {
    String count = generation.substring(generation.lastIndexOf('-') + 1);
    return count.matches("\\d{1,4}") ? Integer.parseInt(count) : 0;
  }

  @Override
  public Optional<StoredPayload> payload(String generation, int limit, Deadline deadline) {
    int chunks = chunksIn(generation);
    return chunks == 0 ? Optional.empty() : table.readChunks(generation, chunks, limit, deadline);
  }

  @Override
  public void keepPayload(String generation, Duration life, Deadline deadline) {
    OptionalLong expiresAt = expiry(life);
    if (expiresAt.isPresent()) {
      table.prolongChunks(generation, chunksIn(generation), expiresAt.getAsLong(), deadline);
    }
  }

  @Override
  public void deletePayload(String generation, Deadline deadline) {
    table.deleteChunks(generation, chunksIn(generation), deadline);
  }

  @Override
  public void deletePayloadsExcept(String generation, Deadline deadline) {
    table.deleteChunksExcept(generation, chunksIn(generation), deadline);
  }

  @Override
  public Optional<Duration> payloadReserve(Duration entryTtl) {
    return Optional.of(RESERVE);
  }

  private OptionalLong expiry(Duration life) {
    OptionalLong now = clock.now();
    return now.isPresent() ? OptionalLong.of(now.getAsLong() + life.toSeconds()) : now;
  }

  @Override
  public OptionalLong now() {
    OptionalLong now = clock.now();
    return now.isPresent() ? OptionalLong.of(now.getAsLong() * 1000) : now;
  }

  @Override
  public Duration clockPrecision() {
    return DATE_PRECISION;
  }

  @Override
  public String rights(Access access) {
    return table.rights(access);
  }

  @Override
  public void close() {
    try {
      client.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String toString() {
    return description;
  }
}

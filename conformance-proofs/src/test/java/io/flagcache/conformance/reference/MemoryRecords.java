package io.flagcache.conformance.reference;

import io.flagcache.Deadline;
import io.flagcache.core.record.Freshness;
import io.flagcache.core.record.LeaseRecord;
import io.flagcache.core.record.RecordBackend;
import io.flagcache.core.record.ReplaceAnswer;
import io.flagcache.core.record.StoredPayload;
import io.flagcache.core.record.VersionedRecord;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One worker's access to records in memory; its reads lag, where they may, behind what it knows
 * already.
 */
final class MemoryRecords implements RecordBackend<String> {

  private final MemoryRecordServer server;
  private final String serviceKey;
  private String written = "";

  MemoryRecords(MemoryRecordServer server, String serviceKey) {
    this.server = server;
    this.serviceKey = serviceKey;
  }

  @Override
  public VersionedRecord<String> read(Freshness freshness, Deadline deadline) throws IOException {
    String present = server.record(serviceKey);
    boolean lags = freshness == Freshness.MAY_LAG && present.equals(written);
    written = lags ? "" : written;
    return versioned(lags ? server.lagging(serviceKey).orElse(present) : present);
  }

  private static VersionedRecord<String> versioned(String text) {
    return VersionedRecord.parse(text, text);
  }

  @Override
  public ReplaceAnswer<String> replace(
      VersionedRecord<String> known, LeaseRecord next, Duration patience, Deadline deadline)
      throws IOException {
    if (!server.replace(serviceKey, known.version(), next.text())) {
      return new ReplaceAnswer.Refused<>(read(Freshness.LATEST, deadline));
    }
    written = next.text();
    return new ReplaceAnswer.Replaced<>(versioned(written));
  }

  @Override
  public String putPayload(byte[] payload, Duration life, Deadline deadline) throws IOException {
    return server.put(serviceKey, payload, life);
  }

  @Override
  public Optional<StoredPayload> payload(String generation, int limit, Deadline deadline)
      throws IOException {
    return server
        .payload(serviceKey, generation)
        .map(payload -> StoredPayload.within(payload, limit));
  }

  @Override
  public void keepPayload(String generation, Duration life, Deadline deadline) throws IOException {
    server.keepPayload(serviceKey, generation, life);
  }

  @Override
  public void deletePayload(String generation, Deadline deadline) throws IOException {
    server.deletePayloads(serviceKey, generation::equals);
  }

  @Override
  public void deletePayloadsExcept(String generation, Deadline deadline) throws IOException {
    server.deletePayloads(serviceKey, each -> !each.equals(generation));
  }

  @Override
  public Optional<Duration> payloadReserve(Duration entryTtl) {
    return server.now().isPresent() ? Optional.of(entryTtl.dividedBy(2)) : Optional.empty();
  }

  @Override
  public OptionalLong now() {
    return server.now();
  }

  @Override
  public void close() {}

  @Override
  public String toString() {
    return "records in memory";
  }
}

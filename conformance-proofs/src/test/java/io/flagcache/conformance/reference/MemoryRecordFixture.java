package io.flagcache.conformance.reference;

import io.flagcache.conformance.FieldDamage;
import io.flagcache.conformance.StoredField;
import io.flagcache.conformance.StoredFields;
import io.flagcache.conformance.internal.TestTime;
import io.flagcache.conformance.rule.Disturbance;
import io.flagcache.conformance.store.RecordBackendFixture;
import io.flagcache.core.FlagCacheSettings;
import io.flagcache.core.record.LeaseRecord;
import io.flagcache.core.record.RecordStore;
import io.flagcache.core.store.FlagCacheStore;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The stores of compare-and-set backends over records in memory, in a time that tests move. */
final class MemoryRecordFixture implements RecordBackendFixture, StoredFields, TestTime.Source {

  private static final StoredField PAYLOAD = new StoredField(StoredField.Part.PAYLOAD, "payload");

  private final ManualTime time = new ManualTime();
  private final MemoryRecordServer server;

  MemoryRecordFixture(boolean hasClock) {
    server = new MemoryRecordServer(hasClock ? Optional.of(time) : Optional.empty());
  }

  @Override
  public TestTime time() {
    return time;
  }

  @Override
  public Set<Disturbance> disturbances() {
    return Set.of();
  }

  @Override
  public MemoryRecords newBackend(FlagCacheSettings settings) {
    return new MemoryRecords(server, settings.serviceKey());
  }

  @Override
  public FlagCacheStore newStore(FlagCacheSettings settings) {
    return new RecordStore<>(newBackend(settings), settings.maxPayloadBytes(), time::nanoTime);
  }

  @Override
  public void wipe() {
    server.wipe();
  }

  @Override
  public void beforeNextWrite(Runnable action) {
    server.beforeNextReplace(action);
  }

  @Override
  public void loseNextReply() {
    server.loseNextReply();
  }

  @Override
  public void cutBackend() {
    server.cut(true);
  }

  @Override
  public void restoreBackend() {
    server.cut(false);
  }

  @Override
  public boolean forgeEpoch(String serviceKey, EpochField field, String epoch) {
    String name = field == EpochField.LEASE ? "epoch" : "entryEpoch";
    server.changeRecord(serviceKey, record -> with(record, name, epoch.isEmpty() ? null : epoch));
    return true;
  }

  private static String with(String record, String name, @Nullable String value) {
    String others = record.replaceAll("(?m)^" + name + "=.*\\R?", "");
    return value == null ? others : others + name + "=" + value + "\n";
  }

  @Override
  public StoredFields storedFields() {
    return this;
  }

  @Override
  public List<StoredField> all() {
    return Stream.concat(
            LeaseRecord.FIELDS.stream().sorted().map(MemoryRecordFixture::field),
            Stream.of(PAYLOAD))
        .toList();
  }

  private static StoredField field(String name) {
    return new StoredField(
        name.startsWith("entry") ? StoredField.Part.ENTRY : StoredField.Part.LEASE, name);
  }

  @Override
  public boolean damage(String serviceKey, StoredField field, FieldDamage damage) {
    if (field.equals(PAYLOAD)) {
      return damage.isMissing()
          ? server.removePayload(serviceKey)
          : server.changePayload(serviceKey, damage::of);
    }
    server.changeRecord(
        serviceKey,
        record -> {
          String present = LeaseRecord.parse(record).fields().getOrDefault(field.name(), "");
          return with(record, field.name(), damage.isMissing() ? null : damage.of(present));
        });
    return true;
  }

  @Override
  public void close() {
    server.cut(false);
  }
}

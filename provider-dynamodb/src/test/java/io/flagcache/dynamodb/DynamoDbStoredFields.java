package io.flagcache.dynamodb;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromB;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import io.flagcache.conformance.FieldDamage;
import io.flagcache.conformance.StoredField;
import io.flagcache.conformance.StoredField.Part;
import io.flagcache.conformance.StoredFields;
import io.flagcache.core.record.LeaseRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

/** The attributes of the record's item, and the bytes of the first chunk. */
final class DynamoDbStoredFields implements StoredFields {

  /** What the service takes for a number. */
  private static final String NUMBER = "-?\\d{1,38}";

  private static final StoredField DATA = new StoredField(Part.PAYLOAD, "data");

  @Override
  public List<StoredField> all() {
    List<StoredField> all = new ArrayList<>();
    LeaseRecord.FIELDS.stream()
        .sorted()
        .map(name -> new StoredField(name.startsWith("entry") ? Part.ENTRY : Part.LEASE, name))
        .forEach(all::add);
    all.add(DATA);
    return all;
  }

  @Override
  public boolean damage(String serviceKey, StoredField field, FieldDamage damage) {
    Map<String, AttributeValue> lease = SharedTable.get().item(serviceKey, "lease");
    if (field.equals(DATA)) {
      return chunk(serviceKey, lease).filter(chunk -> damageData(chunk, damage)).isPresent();
    }
    return put(lease, field.name(), damage.isMissing() ? null : damaged(lease, field, damage));
  }

  static Optional<Map<String, AttributeValue>> chunk(
      String serviceKey, Map<String, AttributeValue> lease) {
    return Optional.ofNullable(lease.get("entryGeneration"))
        .map(generation -> "payload#" + generation.s() + "#0")
        .map(sortKey -> SharedTable.get().item(serviceKey, sortKey))
        .filter(chunk -> chunk.containsKey(DATA.name()));
  }

  private static boolean damageData(Map<String, AttributeValue> chunk, FieldDamage damage) {
    byte[] present = Objects.requireNonNull(chunk.get(DATA.name())).b().asByteArray();
    return put(
        chunk,
        DATA.name(),
        damage.isMissing() ? null : fromB(SdkBytes.fromByteArray(damage.of(present))));
  }

  private static AttributeValue damaged(
      Map<String, AttributeValue> lease, StoredField field, FieldDamage damage) {
    if (damage.object().isPresent()) {
      return fromB(SdkBytes.fromByteArray(damage.of(new byte[0])));
    }
    AttributeValue present = lease.getOrDefault(field.name(), fromS(""));
    String text = present.n() == null ? present.s() : present.n();
    String value = damage.of(text == null ? "" : text);
    boolean number = !LeaseRecord.TEXT_FIELDS.contains(field.name()) && value.matches(NUMBER);
    return number ? fromN(value) : fromS(value);
  }

  /** Returns false if the item would be longer than the service takes. */
  private static boolean put(
      Map<String, AttributeValue> item, String name, @Nullable AttributeValue value) {
    Map<String, AttributeValue> changed = new HashMap<>(item);
    if (value == null) {
      changed.remove(name);
    } else {
      changed.put(name, value);
    }
    try {
      SharedTable.get()
          .admin()
          .putItem(request -> request.tableName(SharedTable.NAME).item(changed));
      return true;
    } catch (DynamoDbException refused) {
      return false;
    }
  }
}

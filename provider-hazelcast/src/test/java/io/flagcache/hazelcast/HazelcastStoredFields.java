package io.flagcache.hazelcast;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.flagcache.conformance.FieldDamage;
import io.flagcache.conformance.StoredField;
import io.flagcache.conformance.StoredField.Part;
import io.flagcache.conformance.StoredFields;
import io.flagcache.core.record.LeaseRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The lines of the record's text, that text as a whole, and the bytes of the payload. */
final class HazelcastStoredFields implements StoredFields {

  private static final StoredField RECORD = new StoredField(Part.LEASE, "record");
  private static final StoredField PAYLOAD = new StoredField(Part.PAYLOAD, "payload");

  private final IMap<String, Object> map;

  HazelcastStoredFields(HazelcastInstance admin) {
    this.map = admin.getMap(TestClusters.MAP);
  }

  @Override
  public List<StoredField> all() {
    List<StoredField> all = new ArrayList<>(List.of(RECORD, PAYLOAD));
    LeaseRecord.FIELDS.stream()
        .sorted()
        .map(name -> new StoredField(name.startsWith("entry") ? Part.ENTRY : Part.LEASE, name))
        .forEach(all::add);
    return all;
  }

  @Override
  public boolean damage(String serviceKey, StoredField field, FieldDamage damage) {
    String recordKey = serviceKey + "/lease";
    if (!(map.get(recordKey) instanceof String record)) {
      return false;
    }
    if (field.equals(RECORD)) {
      set(recordKey, damage, damage.of(record));
      return true;
    }
    if (field.equals(PAYLOAD)) {
      return damagePayload(serviceKey, record, damage);
    }
    map.set(recordKey, damaged(record, field, damage));
    return true;
  }

  private boolean damagePayload(String serviceKey, String record, FieldDamage damage) {
    Optional<String> key =
        LeaseRecord.parse(record)
            .entry()
            .map(entry -> serviceKey + "/payload/" + entry.generation());
    if (key.isEmpty() || !(map.get(key.get()) instanceof byte[] present)) {
      return false;
    }
    set(key.get(), damage, damage.of(present));
    return true;
  }

  private void set(String key, FieldDamage damage, Object value) {
    if (damage.isMissing()) {
      map.delete(key);
    } else {
      map.set(key, damage.object().<Object>map(object -> object).orElse(value));
    }
  }

  /** An odd text is one line more, or several. */
  private static String damaged(String record, StoredField field, FieldDamage damage) {
    Matcher line = Pattern.compile("(?m)^" + field.name() + "=(.*)\n").matcher(record);
    String present = line.find() ? line.group(1) : "";
    String others = line.replaceFirst("");
    return damage.isMissing() ? others : others + field.name() + "=" + damage.of(present) + "\n";
  }
}

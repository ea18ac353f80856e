package io.flagcache.conformance.reference;

import io.flagcache.conformance.FieldDamage;
import io.flagcache.conformance.StoredField;
import io.flagcache.conformance.StoredField.Part;
import io.flagcache.conformance.StoredFields;
import io.flagcache.conformance.reference.ReferenceBackend.Slot;
import io.flagcache.conformance.reference.StoredEntry.Stamp;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.ToLongFunction;

/** The fields of a {@link ReferenceBackend}'s slots. */
final class ReferenceStoredFields implements StoredFields {

  /** Damages one field; returns false if it cannot hold the damage. */
  private interface Change {
    boolean apply(Slot slot, FieldDamage damage);
  }

  private final ReferenceBackend backend;
  private final Map<StoredField, Change> changes = new LinkedHashMap<>();

  ReferenceStoredFields(ReferenceBackend backend) {
    this.backend = backend;
    changes.put(new StoredField(Part.LEASE, "owner"), ReferenceStoredFields::damageOwner);
    number(Part.LEASE, "epoch", slot -> slot.epoch, (slot, epoch) -> slot.epoch = epoch);
    number(Part.LEASE, "end", slot -> slot.leaseEnd, (slot, end) -> slot.leaseEnd = end);
    number(Part.LEASE, "length", slot -> slot.leaseNanos, (slot, time) -> slot.leaseNanos = time);
    number(
        Part.ENTRY,
        "epoch",
        slot -> slot.entry.stamp().epoch(),
        (slot, epoch) -> stamp(slot, epoch, slot.entry.stamp().sequence()));
    number(
        Part.ENTRY,
        "sequence",
        slot -> slot.entry.stamp().sequence(),
        (slot, sequence) -> stamp(slot, slot.entry.stamp().epoch(), sequence));
    number(Part.ENTRY, "end", slot -> slot.entryEnd, (slot, end) -> slot.entryEnd = end);
    number(
        Part.ENTRY,
        "published",
        slot -> slot.entryPublished,
        (slot, at) -> slot.entryPublished = at);
    changes.put(new StoredField(Part.ENTRY, "hash"), ReferenceStoredFields::damageHash);
    changes.put(new StoredField(Part.PAYLOAD, "document"), ReferenceStoredFields::damageDocument);
  }

  private void number(
      Part part, String name, ToLongFunction<Slot> get, BiConsumer<Slot, Long> set) {
    changes.put(
        new StoredField(part, name),
        (slot, damage) -> {
          OptionalLong number =
              damage.isMissing() ? OptionalLong.of(0) : damage.of(get.applyAsLong(slot));
          number.ifPresent(value -> set.accept(slot, value));
          return number.isPresent();
        });
  }

  private static void stamp(Slot slot, long epoch, long sequence) {
    slot.entry =
        new StoredEntry(new Stamp(epoch, sequence, slot.entry.stamp().hash()), slot.entry.json());
  }

  private static boolean damageOwner(Slot slot, FieldDamage damage) {
    slot.owner = damage.isMissing() ? null : damage.of(slot.owner);
    return true;
  }

  private static boolean damageHash(Slot slot, FieldDamage damage) {
    Stamp stamp = slot.entry.stamp();
    slot.entry =
        new StoredEntry(
            new Stamp(stamp.epoch(), stamp.sequence(), damage.of(stamp.hash())), slot.entry.json());
    return true;
  }

  /** What is damaged has another stamp: workers that know the entry are to see the damage, too. */
  private static boolean damageDocument(Slot slot, FieldDamage damage) {
    Stamp stamp = slot.entry.stamp();
    slot.entry =
        new StoredEntry(
            new Stamp(stamp.epoch(), stamp.sequence() + 1, stamp.hash()),
            damage.of(slot.entry.json()));
    return true;
  }

  @Override
  public List<StoredField> all() {
    return List.copyOf(changes.keySet());
  }

  @Override
  public boolean damage(String serviceKey, StoredField field, FieldDamage damage) {
    boolean[] held = {false};
    backend.changeSlot(serviceKey, slot -> held[0] = changes.get(field).apply(slot, damage));
    return held[0];
  }
}

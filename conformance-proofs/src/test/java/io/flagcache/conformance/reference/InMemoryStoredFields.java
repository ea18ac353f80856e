package io.flagcache.conformance.reference;

import io.flagcache.conformance.FieldDamage;
import io.flagcache.conformance.StoredField;
import io.flagcache.conformance.StoredField.Part;
import io.flagcache.conformance.StoredFields;
import io.flagcache.core.memory.InMemoryBackend;
import io.flagcache.core.memory.InMemoryState;
import io.flagcache.core.store.Entry;
import io.flagcache.core.store.EntryStamp;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import java.util.function.ToLongFunction;

/** The fields of an {@link InMemoryBackend}. */
final class InMemoryStoredFields implements StoredFields {

  /** Damages one field; empty if it cannot hold the damage. */
  private interface Change {
    Optional<InMemoryState> of(InMemoryState state, FieldDamage damage);
  }

  private final InMemoryBackend backend;
  private final Map<StoredField, Change> changes = new LinkedHashMap<>();

  InMemoryStoredFields(InMemoryBackend backend) {
    this.backend = backend;
    changes.put(new StoredField(Part.LEASE, "owner"), InMemoryStoredFields::damagedOwner);
    number(Part.LEASE, "epoch", InMemoryState::epoch, InMemoryStoredFields::withEpoch);
    number(Part.LEASE, "end", InMemoryState::leaseEnd, InMemoryStoredFields::withLeaseEnd);
    number(Part.LEASE, "length", InMemoryState::leaseNanos, InMemoryStoredFields::withLeaseNanos);
    number(
        Part.ENTRY, "epoch", state -> stampOf(state).epoch(), InMemoryStoredFields::withEntryEpoch);
    number(
        Part.ENTRY,
        "sequence",
        state -> stampOf(state).sequence(),
        (state, sequence) ->
            withStamp(
                state, new EntryStamp(stampOf(state).epoch(), sequence, stampOf(state).hash())));
    number(
        Part.ENTRY,
        "time of publication",
        InMemoryState::entryPublished,
        InMemoryStoredFields::withPublished);
    number(Part.ENTRY, "end", InMemoryState::entryEnd, InMemoryStoredFields::withEntryEnd);
    changes.put(
        new StoredField(Part.ENTRY, "hash"),
        (state, damage) ->
            Optional.of(
                withStamp(
                    state,
                    new EntryStamp(
                        stampOf(state).epoch(),
                        stampOf(state).sequence(),
                        damage.of(stampOf(state).hash())))));
    changes.put(new StoredField(Part.PAYLOAD, "bytes"), InMemoryStoredFields::damagedPayload);
  }

  private void number(
      Part part,
      String name,
      ToLongFunction<InMemoryState> get,
      BiFunction<InMemoryState, Long, InMemoryState> with) {
    changes.put(
        new StoredField(part, name),
        (state, damage) -> {
          OptionalLong number = damage.of(get.applyAsLong(state));
          return number.isPresent()
              ? Optional.of(with.apply(state, number.getAsLong()))
              : Optional.empty();
        });
  }

  private static EntryStamp stampOf(InMemoryState state) {
    return state.entry().orElseThrow().stamp();
  }

  private static InMemoryState withStamp(InMemoryState state, EntryStamp stamp) {
    return state.withEntry(new Entry(stamp, state.entry().orElseThrow().payload()));
  }

  static InMemoryState withEntryEpoch(InMemoryState state, long epoch) {
    return withStamp(
        state, new EntryStamp(epoch, stampOf(state).sequence(), stampOf(state).hash()));
  }

  /** With another stamp, too: workers that know the entry are to see the damage. */
  private static Optional<InMemoryState> damagedPayload(InMemoryState state, FieldDamage damage) {
    Entry entry = state.entry().orElseThrow();
    EntryStamp stamp = entry.stamp();
    return Optional.of(
        state.withEntry(
            new Entry(
                new EntryStamp(stamp.epoch(), stamp.sequence() + 1, stamp.hash()),
                damage.of(entry.payload()))));
  }

  private static Optional<InMemoryState> damagedOwner(InMemoryState state, FieldDamage damage) {
    Optional<String> owner = damage.isMissing() ? Optional.empty() : state.owner().map(damage::of);
    return Optional.of(
        new InMemoryState(
            owner,
            state.epoch(),
            state.leaseEnd(),
            state.leaseNanos(),
            state.entry(),
            state.entryPublished(),
            state.entryTouched(),
            state.entryEnd()));
  }

  static InMemoryState withEpoch(InMemoryState state, long epoch) {
    return new InMemoryState(
        state.owner(),
        epoch,
        state.leaseEnd(),
        state.leaseNanos(),
        state.entry(),
        state.entryPublished(),
        state.entryTouched(),
        state.entryEnd());
  }

  private static InMemoryState withLeaseEnd(InMemoryState state, long end) {
    return new InMemoryState(
        state.owner(),
        state.epoch(),
        end,
        state.leaseNanos(),
        state.entry(),
        state.entryPublished(),
        state.entryTouched(),
        state.entryEnd());
  }

  private static InMemoryState withLeaseNanos(InMemoryState state, long nanos) {
    return new InMemoryState(
        state.owner(),
        state.epoch(),
        state.leaseEnd(),
        nanos,
        state.entry(),
        state.entryPublished(),
        state.entryTouched(),
        state.entryEnd());
  }

  private static InMemoryState withPublished(InMemoryState state, long published) {
    return new InMemoryState(
        state.owner(),
        state.epoch(),
        state.leaseEnd(),
        state.leaseNanos(),
        state.entry(),
        published,
        state.entryTouched(),
        state.entryEnd());
  }

  private static InMemoryState withEntryEnd(InMemoryState state, long end) {
    return new InMemoryState(
        state.owner(),
        state.epoch(),
        state.leaseEnd(),
        state.leaseNanos(),
        state.entry(),
        state.entryPublished(),
        state.entryTouched(),
        end);
  }

  @Override
  public List<StoredField> all() {
    return List.copyOf(changes.keySet());
  }

  @Override
  public boolean damage(String serviceKey, StoredField field, FieldDamage damage) {
    boolean[] held = {false};
    backend.damage(
        serviceKey,
        state -> {
          Optional<InMemoryState> damaged = changes.get(field).of(state, damage);
          held[0] = damaged.isPresent();
          return damaged.orElse(state);
        });
    return held[0];
  }
}

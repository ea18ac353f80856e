package io.flagcache.hazelcast;

import io.flagcache.core.EntryStamp;
import io.flagcache.core.EpochRule;
import io.flagcache.core.LeaseRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The small record of a service key: who leads, and which entry is the present one. It is stored as
 * text, {@code name=value} with spaces between: two texts are equal in every in-memory format of a
 * map, while two arrays of bytes are not in the format OBJECT.
 *
 * @param owner who holds the lease, or empty after a release
 * @param beat counts renewals and publications, so that one who looks again sees whether the leader
 *     lives
 * @param entry the present entry, if there is one
 * @param stored the value in the map that this was read from, damaged or not; null if there is none
 */
record Head(
    Optional<String> owner,
    long epoch,
    long beat,
    Duration lease,
    Optional<Stored> entry,
    @Nullable Object stored) {

  private static final String OWNER = "leader";
  private static final String EPOCH = "epoch";
  private static final String BEAT = "beat";
  private static final String LEASE = "leaseMillis";
  private static final String GENERATION = "entry";
  private static final String ENTRY_EPOCH = "entryEpoch";
  private static final String SEQUENCE = "entrySequence";
  private static final String HASH = "entryHash";
  private static final String TTL = "entryTtlMillis";
  private static final String BYTES = "entryBytes";

  /**
   * An entry as the head describes it.
   *
   * @param generation names the key of its payload
   * @param bytes the length of its payload; empty if whoever stored it, or led since, did not say
   */
  record Stored(EntryStamp stamp, String generation, Duration ttl, OptionalLong bytes) {}

  /** What changes whenever the leader polls or publishes, or leadership changes. */
  record Sign(Optional<String> owner, long epoch, long beat) {}

  /** Reads what is stored, whatever it is: damage counts as absent or 0. */
  static Head of(@Nullable Object stored) {
    Map<String, String> values = new HashMap<>();
    if (stored instanceof String text) {
      for (String pair : text.split(" ", -1)) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
          values.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
      }
    }
    String generation = values.getOrDefault(GENERATION, "");
    EntryStamp stamp =
        new EntryStamp(
            number(values, ENTRY_EPOCH), number(values, SEQUENCE), values.getOrDefault(HASH, ""));
    return new Head(
        Optional.ofNullable(values.get(OWNER)).filter(owner -> !owner.isEmpty()),
        number(values, EPOCH),
        number(values, BEAT),
        Duration.ofMillis(number(values, LEASE)),
        generation.isEmpty()
            ? Optional.empty()
            : Optional.of(
                new Stored(
                    stamp,
                    generation,
                    Duration.ofMillis(number(values, TTL)),
                    positive(values, BYTES))),
        stored);
  }

  private static long number(Map<String, String> values, String name) {
    try {
      return Math.max(0, Long.parseLong(values.getOrDefault(name, "0")));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static OptionalLong positive(Map<String, String> values, String name) {
    long value = number(values, name);
    return value == 0 ? OptionalLong.empty() : OptionalLong.of(value);
  }

  String text() {
    StringJoiner text = new StringJoiner(" ");
    owner.ifPresent(name -> text.add(OWNER + "=" + name));
    text.add(EPOCH + "=" + epoch).add(BEAT + "=" + beat).add(LEASE + "=" + lease.toMillis());
    entry.ifPresent(
        present -> {
          text.add(GENERATION + "=" + present.generation())
              .add(ENTRY_EPOCH + "=" + present.stamp().epoch())
              .add(SEQUENCE + "=" + present.stamp().sequence())
              .add(HASH + "=" + present.stamp().hash())
              .add(TTL + "=" + present.ttl().toMillis());
          present.bytes().ifPresent(bytes -> text.add(BYTES + "=" + bytes));
        });
    return text.toString();
  }

  Sign sign() {
    return new Sign(owner, epoch, beat);
  }

  Optional<EntryStamp> stamp() {
    return entry.map(Stored::stamp);
  }

  boolean isLedBy(String candidate) {
    return owner.filter(candidate::equals).isPresent();
  }

  boolean isLedBy(String candidate, long underEpoch) {
    return isLedBy(candidate) && epoch == underEpoch;
  }

  boolean names(String generation) {
    return entry.filter(present -> present.generation().equals(generation)).isPresent();
  }

  /** The head after a renewal, which keeps the epoch, or after a take-over, which does not. */
  Head leasedTo(LeaseRequest request, long underEpoch) {
    return new Head(
        Optional.of(request.owner()),
        underEpoch,
        beat + 1,
        request.lease(),
        entry.map(e -> new Stored(e.stamp(), e.generation(), request.entryTtl(), e.bytes())),
        stored);
  }

  /**
   * An epoch greater than all that are known.
   *
   * @param fence the fence of the lock under which the lease is taken; 0 if it has none
   */
  long nextEpoch(long floor, long fence) {
    long entryEpoch = stamp().map(EntryStamp::epoch).orElse(0L);
    return Math.max(EpochRule.next(epoch, floor, entryEpoch), EpochRule.plausible(fence));
  }

  Head withEntry(Stored replacement) {
    return new Head(owner, epoch, beat + 1, lease, Optional.of(replacement), stored);
  }

  Head withoutEntry() {
    return new Head(owner, epoch, beat, lease, Optional.empty(), stored);
  }

  Head withoutOwner() {
    return new Head(Optional.empty(), epoch, beat + 1, lease, entry, stored);
  }
}

package io.flagcache.dynamodb;

import io.flagcache.core.EntryStamp;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The small item of a service key: who leads, and which entry is the present one.
 *
 * @param owner who holds the lease, or empty after a release
 * @param beat counts renewals and publications, so that one who looks again sees whether the leader
 *     lives
 * @param entry the present entry, if there is one
 * @param item the attributes as they are stored, damaged or not
 */
record Head(
    Optional<String> owner,
    long epoch,
    long beat,
    Duration lease,
    Optional<Stored> entry,
    Map<String, AttributeValue> item) {

  /** What is seen where there is no item. */
  static final Head NONE = of(Map.of());

  static final String OWNER = "leader";
  static final String EPOCH = "epoch";
  static final String BEAT = "beat";
  static final String LEASE = "leaseMillis";
  static final String ENTRY_EPOCH = "entryEpoch";
  static final String SEQUENCE = "entrySequence";
  static final String HASH = "entryHash";
  static final String GENERATION = "entryGeneration";
  static final String CHUNKS = "entryChunks";
  static final String TTL = "entryTtlMillis";

  /**
   * An entry as the head describes it.
   *
   * @param generation names the chunks of its payload
   */
  record Stored(EntryStamp stamp, String generation, int chunks, Duration ttl) {}

  /** What changes whenever the leader polls or publishes, or leadership changes. */
  record Sign(Optional<String> owner, long epoch, long beat) {}

  static Head of(Map<String, AttributeValue> item) {
    String generation = text(item, GENERATION);
    Optional<Stored> entry =
        generation.isEmpty()
            ? Optional.empty()
            : Optional.of(
                new Stored(
                    new EntryStamp(
                        number(item, ENTRY_EPOCH), number(item, SEQUENCE), text(item, HASH)),
                    generation,
                    (int) number(item, CHUNKS),
                    Duration.ofMillis(number(item, TTL))));
    return new Head(
        Optional.of(text(item, OWNER)).filter(owner -> !owner.isEmpty()),
        number(item, EPOCH),
        number(item, BEAT),
        Duration.ofMillis(number(item, LEASE)),
        entry,
        item);
  }

  Sign sign() {
    return new Sign(owner, epoch, beat);
  }

  Optional<EntryStamp> stamp() {
    return entry.map(Stored::stamp);
  }

  Head withoutEntry() {
    return new Head(owner, epoch, beat, lease, Optional.empty(), item);
  }

  private static String text(Map<String, AttributeValue> item, String name) {
    AttributeValue value = item.get(name);
    return value == null || value.s() == null ? "" : value.s();
  }

  /** Damage counts as 0: the engine judges the stamp. */
  private static long number(Map<String, AttributeValue> item, String name) {
    AttributeValue value = item.get(name);
    if (value == null || value.n() == null) {
      return 0;
    }
    try {
      return Math.max(0, Long.parseLong(value.n()));
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}

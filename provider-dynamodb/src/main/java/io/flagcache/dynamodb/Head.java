package io.flagcache.dynamodb;

import io.flagcache.core.EntryStamp;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The small item of a service key: who leads, and which entry is the present one.
 *
 * @param owner who holds the lease, or empty after a release
 * @param beat counts renewals and publications, so that one who looks again sees whether the leader
 *     lives
 * @param renewedAt when the entry's lifetime last began, in seconds by the service's clock
 * @param entry the present entry, if there is one
 * @param item the attributes as they are stored, damaged or not
 */
record Head(
    Optional<String> owner,
    long epoch,
    long beat,
    Duration lease,
    OptionalLong renewedAt,
    Optional<Stored> entry,
    Map<String, AttributeValue> item) {

  static final String OWNER = "leader";
  static final String EPOCH = "epoch";
  static final String BEAT = "beat";
  static final String LEASE = "leaseMillis";
  static final String RENEWED_AT = "renewedAt";
  static final String ENTRY_EPOCH = "entryEpoch";
  static final String SEQUENCE = "entrySequence";
  static final String HASH = "entryHash";
  static final String GENERATION = "entryGeneration";
  static final String CHUNKS = "entryChunks";
  static final String BYTES = "entryBytes";
  static final String PUBLISHED_AT = "entryPublishedAt";
  static final String CHUNKS_EXPIRE_AT = "entryChunksExpireAt";
  static final String TTL = "entryTtlMillis";
  static final String REVOCATION = "revocation";

  /** What goes with the entry. */
  static final List<String> OF_ENTRY =
      List.of(
          ENTRY_EPOCH, SEQUENCE, HASH, GENERATION, CHUNKS, BYTES, PUBLISHED_AT, CHUNKS_EXPIRE_AT);

  /** What is seen where there is no item. */
  static final Head NONE = of(Map.of());

  /**
   * An entry as the head describes it.
   *
   * @param generation names the chunks of its payload
   * @param bytes the length of its payload; empty if whoever stored it did not say
   * @param publishedAt in seconds by the service's clock
   * @param chunksExpireAt when the service may delete the chunks, in seconds by its clock
   */
  record Stored(
      EntryStamp stamp,
      String generation,
      int chunks,
      OptionalLong bytes,
      Duration ttl,
      OptionalLong publishedAt,
      OptionalLong chunksExpireAt) {}

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
                    positive(item, BYTES),
                    Duration.ofMillis(number(item, TTL)),
                    positive(item, PUBLISHED_AT),
                    positive(item, CHUNKS_EXPIRE_AT)));
    return new Head(
        Optional.of(text(item, OWNER)).filter(owner -> !owner.isEmpty()),
        number(item, EPOCH),
        number(item, BEAT),
        Duration.ofMillis(number(item, LEASE)),
        positive(item, RENEWED_AT),
        entry,
        item);
  }

  Sign sign() {
    return new Sign(owner, epoch, beat);
  }

  Optional<EntryStamp> stamp() {
    return entry.map(Stored::stamp);
  }

  /** Whether the revocation of this name was the last thing that was done to the lease. */
  boolean isRevokedBy(String revocation) {
    return text(item, REVOCATION).equals(revocation);
  }

  Head withoutEntry() {
    return new Head(owner, epoch, beat, lease, renewedAt, Optional.empty(), item);
  }

  private static String text(Map<String, AttributeValue> item, String name) {
    AttributeValue value = item.get(name);
    return value == null || value.s() == null ? "" : value.s();
  }

  private static OptionalLong positive(Map<String, AttributeValue> item, String name) {
    long value = number(item, name);
    return value == 0 ? OptionalLong.empty() : OptionalLong.of(value);
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

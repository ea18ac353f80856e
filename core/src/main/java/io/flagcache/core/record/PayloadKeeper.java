package io.flagcache.core.record;

import io.flagcache.Deadline;
import io.flagcache.core.record.LeaseRecord.StoredEntry;
import io.flagcache.core.store.Entry;
import io.flagcache.core.text.PlainText;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the payload that the record names for as long as its entry lives, and no other. What is
 * tidied up or prolonged here is done again later if it fails: nobody's call fails for it, and none
 * is late for it, however many payloads somebody left.
 */
final class PayloadKeeper<V> {

  private static final Logger LOG = LoggerFactory.getLogger(RecordStore.class);

  private final RecordBackend<V> backend;
  private final int maxPayloadBytes;
  private final LongSupplier nanoTime;
  private long sweptEpoch;
  private String kept = "";
  private long keptUntil;

  PayloadKeeper(RecordBackend<V> backend, int maxPayloadBytes, LongSupplier nanoTime) {
    this.backend = backend;
    this.maxPayloadBytes = maxPayloadBytes;
    this.nanoTime = nanoTime;
  }

  StoredEntry put(Entry entry, Duration ttl, Deadline deadline) throws Exception {
    Optional<Duration> reserve = backend.payloadReserve(ttl);
    Duration life = ttl.plus(reserve.orElse(Duration.ZERO));
    String generation = backend.putPayload(entry.payload(), life, deadline);
    OptionalLong now = backend.now();
    return new StoredEntry(
        entry.stamp(),
        generation,
        OptionalLong.of(entry.payload().length),
        now,
        reserve.isPresent() ? keptFor(generation, life) : OptionalLong.empty());
  }

  private OptionalLong keptFor(String generation, Duration life) {
    kept = generation;
    keptUntil = nanoTime.getAsLong() + life.toNanos();
    OptionalLong now = backend.now();
    return now.isPresent() ? OptionalLong.of(now.getAsLong() + life.toMillis()) : now;
  }

  /**
   * Lets the payload live on if it is time.
   *
   * @return until when it lives now, for the record; empty if it lives as long as before
   */
  OptionalLong keep(LeaseRecord record, Deadline deadline) {
    StoredEntry entry = record.entry().orElse(null);
    Duration ttl = record.entryTtl();
    Duration reserve = backend.payloadReserve(ttl).orElse(null);
    if (entry == null
        || reserve == null
        || left(entry).compareTo(ttl.plus(reserve.dividedBy(2))) >= 0) {
      return OptionalLong.empty();
    }
    Duration life = ttl.plus(reserve);
    try {
      backend.keepPayload(entry.generation(), life, Deadline.after(ObservedRecord.half(deadline)));
      return keptFor(entry.generation(), life);
    } catch (Exception e) {
      failed("keep the payload", e);
      return OptionalLong.empty();
    }
  }

  private Duration left(StoredEntry entry) {
    OptionalLong now = backend.now();
    if (now.isPresent() && entry.keptUntil().isPresent()) {
      return Duration.ofMillis(entry.keptUntil().getAsLong() - now.getAsLong());
    }
    return entry.generation().equals(kept)
        ? Duration.ofNanos(keptUntil - nanoTime.getAsLong())
        : Duration.ZERO;
  }

  /** Deletes the payload that the record names no more: nobody reads it again. */
  void dropReplaced(LeaseRecord before, Optional<StoredEntry> after, Deadline deadline) {
    Optional<String> kept = after.map(StoredEntry::generation);
    before
        .entry()
        .map(StoredEntry::generation)
        .filter(generation -> !kept.equals(Optional.of(generation)))
        .ifPresent(generation -> delete(generation, deadline));
  }

  /**
   * Deletes the payload that a leader's publication replaced; at the first one of a leadership also
   * what publishers left that were killed. Only a leader may: payloads that no record names yet can
   * be the leader's, who is publishing now.
   */
  void published(LeaseRecord before, StoredEntry entry, long epoch, Deadline deadline) {
    if (epoch == sweptEpoch) {
      dropReplaced(before, Optional.of(entry), deadline);
      return;
    }
    try {
      backend.deletePayloadsExcept(
          entry.generation(), Deadline.after(ObservedRecord.half(deadline)));
      sweptEpoch = epoch;
    } catch (Exception e) {
      failed("delete old payloads", e);
    }
  }

  void delete(String generation, Deadline deadline) {
    try {
      backend.deletePayload(generation, Deadline.after(ObservedRecord.half(deadline)));
    } catch (Exception e) {
      failed("delete a payload", e);
    }
  }

  /** By the record, or by the payload if that does not say; empty if it is gone. */
  OptionalLong storedBytes(StoredEntry entry, Deadline deadline) throws Exception {
    if (entry.bytes().isPresent()) {
      return entry.bytes();
    }
    Optional<StoredPayload> payload =
        backend.payload(entry.generation(), maxPayloadBytes, deadline);
    return payload.isPresent() ? OptionalLong.of(payload.get().length()) : OptionalLong.empty();
  }

  void failed(String what, Exception failure) {
    LOG.debug(
        "{} did not {}, which is tried again later", backend, what, PlainText.failure(failure));
  }
}

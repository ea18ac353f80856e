package io.flagcache.hazelcast;

import static io.flagcache.hazelcast.StoredObjects.UNREADABLE;

import com.hazelcast.map.IMap;
import io.flagcache.Deadline;
import io.flagcache.core.record.Freshness;
import io.flagcache.core.record.LeaseRecord;
import io.flagcache.core.record.RecordBackend;
import io.flagcache.core.record.ReplaceAnswer;
import io.flagcache.core.record.StoredPayload;
import io.flagcache.core.record.VersionedRecord;
import io.flagcache.core.store.Access;
import io.flagcache.core.store.EpochRule;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeoutException;

/**
 * The record as one text in a map, with payloads beside it: two texts are equal in every in-memory
 * format of a map, while two arrays of bytes are not in the format OBJECT. Its version is the text
 * in the map, damaged or not, or one object that stands for whatever is no text; empty if there is
 * nothing.
 *
 * <p>A map tells no lengths: a payload is transferred whole before it is found to be too long.
 */
final class HazelcastBackend implements RecordBackend<Optional<Object>> {

  /** Lifetimes of a map count in seconds, by a clock that may be another member's tomorrow. */
  private static final Duration SHORTEST_RESERVE = Duration.ofMinutes(1);

  private final HazelcastSession session;

  HazelcastBackend(HazelcastSession session) {
    this.session = session;
  }

  @Override
  public VersionedRecord<Optional<Object>> read(Freshness freshness, Deadline deadline) {
    return versioned(session.lease(deadline));
  }

  private static VersionedRecord<Optional<Object>> versioned(Optional<Object> stored) {
    Object value = stored.orElse("");
    return value instanceof String text
        ? VersionedRecord.parse(text, stored)
        : VersionedRecord.unreadable(stored);
  }

  @Override
  public ReplaceAnswer<Optional<Object>> replace(
      VersionedRecord<Optional<Object>> seen,
      LeaseRecord next,
      Duration patience,
      Deadline deadline) {
    return session
        .locked(
            patience,
            deadline,
            (map, fence) -> {
              if (deadline.hasPassed()) {
                throw new TimeoutException("the deadline passed in the middle");
              }
              return swap(map, seen, withFence(seen, next, fence), deadline);
            })
        .orElseGet(ReplaceAnswer.Busy::new);
  }

  /** The lock's fences go on growing though the map was lost. */
  private static LeaseRecord withFence(
      VersionedRecord<Optional<Object>> seen, LeaseRecord next, long fence) {
    boolean newLease = next.epoch() != seen.record().epoch();
    return newLease ? next.withEpoch(Math.max(next.epoch(), EpochRule.plausible(fence))) : next;
  }

  private ReplaceAnswer<Optional<Object>> swap(
      IMap<String, Object> map,
      VersionedRecord<Optional<Object>> seen,
      LeaseRecord next,
      Deadline deadline)
      throws Exception {
    String text = next.text();
    Object known = seen.version().orElse(null);
    if (known != null && known != UNREADABLE && map.replace(session.leaseKey(), known, text)) {
      return replaced(next, text);
    }
    Optional<Object> present = session.lease(map, deadline);
    if (known == UNREADABLE && present.filter(UNREADABLE::equals).isPresent()) {
      map.set(session.leaseKey(), text); // H1
      return replaced(next, text);
    }
    boolean absent = known == null && present.isEmpty();
    if (absent && map.putIfAbsent(session.leaseKey(), text) == null) {
      return replaced(next, text);
    }
    return new ReplaceAnswer.Refused<>(versioned(absent ? session.lease(map, deadline) : present));
  }

  private static ReplaceAnswer<Optional<Object>> replaced(LeaseRecord next, String text) {
    return new ReplaceAnswer.Replaced<>(new VersionedRecord<>(next, Optional.of(text)));
  }

  @Override
  public String putPayload(byte[] payload, Duration life, Deadline deadline) {
    String generation = UUID.randomUUID().toString();
    session.putPayload(generation, payload, life, deadline);
    return generation;
  }

  @Override
  public Optional<StoredPayload> payload(String generation, int limit, Deadline deadline) {
    return session.payload(generation, deadline).map(bytes -> StoredPayload.within(bytes, limit));
  }

  @Override
  public void keepPayload(String generation, Duration life, Deadline deadline) {
    session.keepPayload(generation, life, deadline);
  }

  @Override
  public void deletePayload(String generation, Deadline deadline) {
    session.deletePayload(generation, deadline);
  }

  @Override
  public void deletePayloadsExcept(String generation, Deadline deadline) {
    session.deletePayloadsExcept(generation, deadline);
  }

  @Override
  public Optional<Duration> payloadReserve(Duration entryTtl) {
    return Optional.of(entryTtl.compareTo(SHORTEST_RESERVE) < 0 ? SHORTEST_RESERVE : entryTtl);
  }

  @Override
  public String rights(Access access) {
    return session.rights(access);
  }

  @Override
  public void close() {
    session.close();
  }

  @Override
  public String toString() {
    return session.toString();
  }
}

package io.flagcache.core.record;

import io.flagcache.Deadline;
import io.flagcache.core.record.ReplaceAnswer.Refused;
import io.flagcache.core.record.ReplaceAnswer.Replaced;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The record as this worker last saw it, and its conditional changes. */
final class ObservedRecord<V> {

  private static final Logger LOG = LoggerFactory.getLogger(RecordStore.class);

  private final RecordBackend<V> backend;
  private final RecordLifetimes lifetimes;

  /** Null while it is not known what became of a change. */
  private @Nullable VersionedRecord<V> last;

  private Set<String> damage = Set.of();
  private long latestEpoch;
  private long latestHeartbeat;

  ObservedRecord(RecordBackend<V> backend, RecordLifetimes lifetimes) {
    this.backend = backend;
    this.lifetimes = lifetimes;
  }

  @Nullable VersionedRecord<V> lastIf(Predicate<LeaseRecord> known) {
    VersionedRecord<V> seen = last;
    return seen != null && known.test(seen.record()) ? seen : null;
  }

  VersionedRecord<V> lastOrLatest(Predicate<LeaseRecord> known, Deadline deadline)
      throws Exception {
    VersionedRecord<V> seen = lastIf(known);
    return seen != null ? seen : read(Freshness.LATEST, deadline);
  }

  VersionedRecord<V> read(Freshness freshness, Deadline deadline) throws Exception {
    VersionedRecord<V> found = backend.read(freshness, deadline);
    if (freshness == Freshness.MAY_LAG && isBehindWhatWasSeen(found.record())) {
      found = backend.read(Freshness.LATEST, deadline);
    }
    return observe(found);
  }

  private boolean isBehindWhatWasSeen(LeaseRecord record) {
    return record.epoch() < latestEpoch
        || (record.epoch() == latestEpoch && record.heartbeat() < latestHeartbeat);
  }

  private VersionedRecord<V> observe(VersionedRecord<V> seen) {
    lifetimes.observe(seen);
    report(seen.damage());
    latestEpoch = seen.record().epoch();
    latestHeartbeat = seen.record().heartbeat();
    last = seen;
    return seen;
  }

  private void report(Set<String> found) {
    if (!found.isEmpty() && !found.equals(damage)) { // H1
      LOG.warn(
          "{}: of the lease's record, {} cannot be read and counts as absent, until a leader"
              + " writes it again",
          backend,
          found);
    }
    damage = found;
  }

  /**
   * Changes the record if it is as is demanded, also if others change it in between.
   *
   * @return what stood there before the change, or stands there if there was nothing to change;
   *     empty if it is not as is demanded
   */
  Optional<LeaseRecord> change(
      VersionedRecord<V> first,
      Predicate<LeaseRecord> demanded,
      UnaryOperator<LeaseRecord> change,
      Deadline deadline)
      throws Exception {
    VersionedRecord<V> seen = first;
    while (demanded.test(seen.record())) {
      LeaseRecord before = seen.record();
      LeaseRecord next = change.apply(before);
      if (next.equals(before)) {
        return Optional.of(before);
      }
      ReplaceAnswer<V> answer = replace(seen, next, half(deadline), deadline);
      if (answer instanceof Replaced<V>) {
        return Optional.of(before);
      }
      if (!(answer instanceof Refused<V> refused)) {
        throw busy();
      }
      seen = again(refused, deadline);
      if (seen.record().equals(next)) {
        return Optional.of(before); // S18: it was carried out, and its answer lost.
      }
    }
    return Optional.empty();
  }

  ReplaceAnswer<V> replace(
      VersionedRecord<V> seen, LeaseRecord next, Duration patience, Deadline deadline)
      throws Exception {
    last = null; // S17: nobody knows what stands there until it is heard.
    ReplaceAnswer<V> answer = backend.replace(seen, next, patience, deadline);
    if (answer instanceof Replaced<V> replaced) {
      observe(replaced.stored());
    }
    return answer;
  }

  VersionedRecord<V> again(Refused<V> refused, Deadline deadline) throws TimeoutException {
    if (deadline.hasPassed()) { // S16
      throw new TimeoutException(
          backend + ": the record was changed by others until the deadline passed");
    }
    return observe(refused.present());
  }

  TimeoutException busy() {
    return new TimeoutException(
        backend
            + ": the lock of this service key is held by another worker, which may be stopped, and"
            + " was not given back within half the deadline");
  }

  static Duration half(Deadline deadline) {
    return deadline.remaining().dividedBy(2);
  }
}

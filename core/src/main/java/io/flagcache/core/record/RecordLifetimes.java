package io.flagcache.core.record;

import io.flagcache.core.record.LeaseRecord.StoredEntry;
import io.flagcache.core.store.StoreStatus.EntryStatus;
import io.flagcache.core.store.StoreStatus.LeaseStatus;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether lease and entry of the record that was observed last are over: as this worker has watched
 * it, and by the backend's clock if there is one.
 */
final class RecordLifetimes {

  /** Nobody polls so seldom that this were short. */
  private static final Duration LONG_LEASE = Duration.ofHours(1);

  private static final int LONGEST_IN_OWN = 10;

  private final RecordBackend<?> backend;
  private final UnchangedTimer timer;
  private final UnchangedTimer leaseTimer;
  private @Nullable VersionedRecord<?> last;

  /** The version with which the lease was last granted or renewed, as far as can be told. */
  private @Nullable Object leaseVersion;

  RecordLifetimes(RecordBackend<?> backend, LongSupplier nanoTime) {
    this.backend = backend;
    this.timer = new UnchangedTimer(nanoTime);
    this.leaseTimer = new UnchangedTimer(nanoTime);
  }

  void observe(VersionedRecord<?> present) {
    if (leaseVersion == null || last == null || mayHaveBeenRenewed(last, present)) {
      leaseVersion = present.version();
    }
    last = present;
    timer.observe(present.version());
    leaseTimer.observe(leaseVersion); // S3: no publication prolongs a lease.
  }

  private static boolean mayHaveBeenRenewed(VersionedRecord<?> last, VersionedRecord<?> present) {
    return !present.version().equals(last.version())
        && !present.record().hasOnlyAnotherEntryThan(last.record());
  }

  /**
   * Whether nobody holds the lease, or did not renew it for its length. Watched only: E9.
   *
   * <p>A wrong length below the bound is believed: nothing tells it from the setting of a worker
   * that lives, and two leaders (E1) are worse than a wait that ends. A leader's next poll mends
   * it.
   *
   * @param own how long the lease of whoever asks would be. Fleets are configured alike, but for a
   *     while: a lease that is so much longer is damage
   */
  boolean mayBeTakenOver(LeaseRecord record, Duration own) {
    Duration longest = Collections.max(List.of(LONG_LEASE, own.multipliedBy(LONGEST_IN_OWN)));
    return record.owner().isEmpty()
        || record.lease().compareTo(longest) > 0 // H1
        || leaseTimer.isUnchangedFor(record.lease()); // S3
  }

  /** The record without an entry whose lifetime is over; it is the one that was just observed. */
  LeaseRecord live(LeaseRecord record) {
    Duration ttl = record.entryTtl();
    boolean expired =
        record.entry().isPresent() && (timer.isUnchangedFor(ttl) || isOver(ttl, record));
    return expired ? record.withoutEntry() : record; // S14
  }

  private boolean isOver(Duration lifetime, LeaseRecord record) {
    return since(record.renewedAt())
        .filter(lived -> lived.compareTo(lifetime.plus(backend.clockPrecision())) > 0)
        .isPresent();
  }

  private Optional<Duration> since(OptionalLong time) {
    OptionalLong now = backend.now();
    return now.isPresent() && time.isPresent()
        ? Optional.of(Duration.ofMillis(Math.max(0, now.getAsLong() - time.getAsLong())))
        : Optional.empty();
  }

  /** Rounded up: what looks older gives way for a while, what looks younger would replace. */
  Optional<Duration> ageOf(StoredEntry entry) {
    return since(entry.publishedAt()).map(backend.clockPrecision()::plus);
  }

  /** An age is told to the clock's precision, and rounded up by as much. */
  Duration agePrecision() {
    return backend.clockPrecision().multipliedBy(2);
  }

  /** Nobody's lease ends by the backend's clock, but one that has ended by it is not shown. */
  Optional<LeaseStatus> leaseIn(LeaseRecord record) {
    Optional<Duration> byClock = since(record.renewedAt());
    Optional<Duration> watched = leaseTimer.sinceChange();
    // Neither says too much by more than the precision, so the longer time is nearer to the truth.
    Optional<Duration> sinceRenewal =
        byClock.isPresent() && watched.isPresent() && watched.get().compareTo(byClock.get()) > 0
            ? watched
            : byClock.or(() -> watched);
    boolean over = leaseTimer.isUnchangedFor(record.lease()) || isOver(record.lease(), record);
    return record
        .owner()
        .filter(owner -> !over) // S21
        .map(
            owner ->
                new LeaseStatus(
                    owner,
                    OptionalLong.of(record.epoch()),
                    sinceRenewal.map(lived -> left(record.lease(), lived))));
  }

  EntryStatus statusOf(LeaseRecord record, StoredEntry entry, long bytes) {
    Optional<Duration> byClock = since(record.renewedAt());
    Optional<Duration> watched = timer.sinceChange();
    return new EntryStatus(
        entry.stamp(),
        bytes,
        since(entry.publishedAt()),
        // While somebody leads, whatever changes the record also prolongs the entry's life.
        byClock.or(() -> watched.filter(unchanged -> record.owner().isPresent())),
        byClock.or(() -> watched).map(lived -> left(record.entryTtl(), lived)));
  }

  private static Duration left(Duration lifetime, Duration lived) {
    return lived.compareTo(lifetime) < 0 ? lifetime.minus(lived) : Duration.ZERO;
  }
}

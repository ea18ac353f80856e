package io.flagcache.core.record;

import io.flagcache.Deadline;
import io.flagcache.core.record.LeaseRecord.StoredEntry;
import io.flagcache.core.record.ReplaceAnswer.Refused;
import io.flagcache.core.record.ReplaceAnswer.Replaced;
import io.flagcache.core.store.Access;
import io.flagcache.core.store.Entry;
import io.flagcache.core.store.EntryStamp;
import io.flagcache.core.store.EpochRule;
import io.flagcache.core.store.FlagCacheStore;
import io.flagcache.core.store.LeaseAnswer;
import io.flagcache.core.store.LeaseAnswer.Held;
import io.flagcache.core.store.LeaseAnswer.HeldByOther;
import io.flagcache.core.store.LeaseRequest;
import io.flagcache.core.store.ReadAnswer;
import io.flagcache.core.store.StoreStatus;
import io.flagcache.core.store.StoreStatus.LeaseStatus;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * A store on a backend that replaces one small record if it is unchanged. Whatever changes is
 * decided by the record as it was seen, and is done only if it still is that one; else it is
 * decided anew.
 *
 * <p><b>Whose clock rules.</b> A lease is taken over by who has seen no renewal for the whole
 * lease, on its own monotonic clock. An entry expires when the record was unchanged for its time,
 * and by the backend's clock if there is one.
 *
 * <p><b>Round trips.</b> A renewal is one conditional write, and a publication one beside the
 * payload, as long as nobody else changes the record: a leader knows what it wrote itself. An
 * unchanged follower's poll is one read of the record.
 *
 * @param <V> the backend's versions
 */
public final class RecordStore<V> implements FlagCacheStore {

  private final RecordBackend<V> backend;
  private final int maxPayloadBytes;
  private final RecordLifetimes lifetimes;
  private final PayloadKeeper<V> payloads;
  private final ObservedRecord<V> observed;

  /**
   * Makes a store.
   *
   * @param backend asked by this store alone, and closed with it
   * @param maxPayloadBytes how long a payload may be to be read, see {@link
   *     io.flagcache.core.FlagCacheSettings#maxPayloadBytes()}
   * @param nanoTime a monotonic clock in nanoseconds, as {@link System#nanoTime()}
   */
  public RecordStore(RecordBackend<V> backend, int maxPayloadBytes, LongSupplier nanoTime) {
    this.backend = Objects.requireNonNull(backend, "backend");
    this.maxPayloadBytes = maxPayloadBytes;
    this.lifetimes = new RecordLifetimes(backend, nanoTime);
    this.payloads = new PayloadKeeper<>(backend, maxPayloadBytes, nanoTime);
    this.observed = new ObservedRecord<>(backend, lifetimes);
  }

  @Override
  public LeaseAnswer acquireOrRenew(LeaseRequest request, Deadline deadline) throws Exception {
    VersionedRecord<V> seen = observed.lastIf(record -> record.isLedBy(request.owner()));
    if (seen == null) {
      seen = observed.read(Freshness.MAY_LAG, deadline);
    }
    while (true) {
      LeaseRecord record = lifetimes.live(seen.record());
      boolean own = record.isLedBy(request.owner());
      if (!own && !lifetimes.mayBeTakenOver(record, request.lease())) {
        return new HeldByOther(record.epoch(), record.stamp()); // S1, S6
      }
      LeaseRecord next = record.leasedTo(request, epochFor(request, record, own), backend.now());
      // S8: who may only be taking the lease over does not wait for one who is just being given it.
      Duration patience = own ? ObservedRecord.half(deadline) : Duration.ZERO;
      ReplaceAnswer<V> answer = observed.replace(seen, next, patience, deadline);
      if (answer instanceof Replaced<V> replaced) {
        payloads.dropReplaced(seen.record(), next.entry(), deadline);
        return held(replaced.stored(), deadline);
      }
      if (!(answer instanceof Refused<V> refused)) {
        if (own) {
          throw observed.busy();
        }
        return new HeldByOther(record.epoch(), record.stamp());
      }
      seen = observed.again(refused, deadline);
    }
  }

  private static long epochFor(LeaseRequest request, LeaseRecord record, boolean own) {
    long entry = record.stamp().map(EntryStamp::epoch).orElse(0L);
    return EpochRule.granted(own, record.epoch(), request.epochFloor(), entry);
  }

  private Held held(VersionedRecord<V> stored, Deadline deadline) {
    OptionalLong keptUntil = payloads.keep(stored.record(), deadline);
    if (keptUntil.isPresent()) {
      recordLife(stored, stored.record().withPayloadKeptUntil(keptUntil), deadline);
    }
    return new Held(stored.record().epoch(), stored.record().stamp());
  }

  /** The lease is renewed already, and must not fail for what a later poll does as well. */
  private void recordLife(VersionedRecord<V> seen, LeaseRecord next, Deadline deadline) {
    try {
      observed.replace(seen, next, ObservedRecord.half(deadline), deadline);
    } catch (Exception e) {
      payloads.failed("record until when the payload is kept", e);
    }
  }

  @Override
  public boolean publish(String owner, Entry entry, Duration ttl, Deadline deadline)
      throws Exception {
    long epoch = entry.stamp().epoch();
    Predicate<LeaseRecord> allowed = record -> record.isLedBy(owner, epoch); // S9
    Optional<Replacement> done = replaceEntry(entry, ttl, allowed, deadline);
    done.ifPresent(
        replaced -> payloads.published(replaced.before(), replaced.stored(), epoch, deadline));
    return done.isPresent();
  }

  @Override
  public boolean publishIfAbsent(Entry entry, Duration ttl, Deadline deadline) throws Exception {
    Predicate<LeaseRecord> allowed = record -> lifetimes.live(record).entry().isEmpty(); // S10
    Optional<Replacement> done = replaceEntry(entry, ttl, allowed, deadline);
    done.ifPresent(
        replaced ->
            payloads.dropReplaced(replaced.before(), Optional.of(replaced.stored()), deadline));
    return done.isPresent();
  }

  private record Replacement(LeaseRecord before, StoredEntry stored) {}

  /** Puts the payload where nobody reads it, and makes it the entry in one conditional step. */
  private Optional<Replacement> replaceEntry(
      Entry entry, Duration ttl, Predicate<LeaseRecord> allowed, Deadline deadline)
      throws Exception {
    VersionedRecord<V> seen = observed.lastOrLatest(allowed, deadline);
    if (!allowed.test(seen.record())) {
      return Optional.empty();
    }
    StoredEntry stored = payloads.put(entry, ttl, deadline);
    Optional<LeaseRecord> before =
        observed.change(
            seen,
            record -> record.names(stored.generation()) || allowed.test(record),
            record ->
                record.names(stored.generation())
                    ? record
                    : record.withEntry(stored, ttl, backend.now()),
            deadline);
    if (before.isEmpty()) {
      payloads.delete(stored.generation(), deadline);
    }
    return before.map(record -> new Replacement(record, stored));
  }

  @Override
  public ReadAnswer read(Optional<EntryStamp> known, Deadline deadline) throws Exception {
    LeaseRecord record = lifetimes.live(observed.read(Freshness.MAY_LAG, deadline).record());
    while (record.entry().isPresent()) {
      StoredEntry entry = record.entry().get();
      if (known.filter(entry.stamp()::equals).isPresent()) {
        return new ReadAnswer.Unchanged(); // S12
      }
      Optional<StoredPayload> payload =
          backend.payload(entry.generation(), maxPayloadBytes, deadline);
      if (payload.isPresent()) {
        return answer(entry, payload.get());
      }
      record = lifetimes.live(observed.read(Freshness.LATEST, deadline).record());
      if (record.names(entry.generation())) {
        // It was not replaced while it was read: it is lost, and the engine sees to that.
        return answer(entry, StoredPayload.whole(new byte[0]));
      }
    }
    return new ReadAnswer.Absent();
  }

  private ReadAnswer answer(StoredEntry entry, StoredPayload payload) {
    return payload.isWhole()
        ? new ReadAnswer.Found(
            new Entry(entry.stamp(), payload.bytes()), lifetimes.ageOf(entry)) // S11
        : new ReadAnswer.TooLong(entry.stamp(), payload.length(), payload.bytes());
  }

  @Override
  public Optional<EntryStamp> stamp(Deadline deadline) throws Exception {
    return lifetimes.live(observed.read(Freshness.LATEST, deadline).record()).stamp();
  }

  @Override
  public void discard(EntryStamp stamp, Deadline deadline) throws Exception {
    observed
        .change(
            observed.read(Freshness.LATEST, deadline),
            record -> record.stamp().filter(stamp::equals).isPresent(), // S13
            LeaseRecord::withoutEntry,
            deadline)
        .ifPresent(before -> payloads.dropReplaced(before, Optional.empty(), deadline));
  }

  @Override
  public void release(String owner, long epoch, Deadline deadline) throws Exception {
    end(owner, epoch, LeaseRecord::released, deadline);
  }

  @Override
  public boolean revoke(LeaseStatus lease, Deadline deadline) throws Exception {
    String revocation = UUID.randomUUID().toString();
    return lease.epoch().isPresent()
        && end(
            lease.owner(),
            lease.epoch().getAsLong(),
            record -> record.revoked(revocation),
            deadline);
  }

  private boolean end(String owner, long epoch, UnaryOperator<LeaseRecord> ended, Deadline deadline)
      throws Exception {
    Predicate<LeaseRecord> present = record -> record.isLedBy(owner, epoch); // S7, S22
    return observed
        .change(observed.lastOrLatest(present, deadline), present, ended, deadline)
        .isPresent();
  }

  @Override
  public StoreStatus inspect(Deadline deadline) throws Exception {
    String missing = "";
    while (true) {
      LeaseRecord record = lifetimes.live(observed.read(Freshness.LATEST, deadline).record());
      if (record.entry().isEmpty()) {
        return new StoreStatus(lifetimes.leaseIn(record), Optional.empty());
      }
      StoredEntry entry = record.entry().get();
      OptionalLong bytes = payloads.storedBytes(entry, deadline);
      // As in a read: what is gone twice was not replaced, but lost.
      if (bytes.isPresent() || entry.generation().equals(missing)) {
        return new StoreStatus(
            lifetimes.leaseIn(record),
            Optional.of(lifetimes.statusOf(record, entry, bytes.orElse(0))));
      }
      missing = entry.generation();
    }
  }

  @Override
  public String rights(Access access) {
    return backend.rights(access);
  }

  @Override
  public Duration agePrecision() {
    return lifetimes.agePrecision();
  }

  @Override
  public void close() {
    backend.close(); // S19: neither lease nor entry
  }

  @Override
  public String toString() {
    return backend.toString(); // S20
  }
}

package io.flagcache.conformance.reference;

import io.flagcache.Deadline;
import io.flagcache.conformance.reference.ReferenceBackend.Slot;
import io.flagcache.conformance.reference.StoredEntry.Stamp;
import io.flagcache.core.FlagCacheBuilder;
import io.flagcache.core.FlagCacheSettings;
import io.flagcache.core.store.Access;
import io.flagcache.core.store.Entry;
import io.flagcache.core.store.EntryStamp;
import io.flagcache.core.store.FlagCacheStore;
import io.flagcache.core.store.LeaseAnswer;
import io.flagcache.core.store.LeaseRequest;
import io.flagcache.core.store.ReadAnswer;
import io.flagcache.core.store.StoreStatus;
import io.flagcache.core.store.StoreStatus.EntryStatus;
import io.flagcache.core.store.StoreStatus.LeaseStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The engine's store over {@link ReferenceBackend}, which has more faults than the engine's own.
 */
class ReferenceStore implements FlagCacheStore {

  protected final ReferenceBackend backend;
  protected final String key;
  private int maxPayloadBytes = Integer.MAX_VALUE;

  ReferenceStore(ReferenceBackend backend, String key) {
    this.backend = backend;
    this.key = key;
    backend.connect();
  }

  ReferenceStore reading(int bytes) {
    maxPayloadBytes = bytes;
    return this;
  }

  /** Builds the engine's providers over such a store. */
  static final class Builder extends FlagCacheBuilder<Builder> {
    private final ReferenceBackend backend;

    Builder(ReferenceBackend backend) {
      this.backend = backend;
    }

    @Override
    protected FlagCacheStore openStore(FlagCacheSettings settings) {
      return new ReferenceStore(backend, settings.serviceKey()).reading(settings.maxPayloadBytes());
    }
  }

  @Override
  public LeaseAnswer acquireOrRenew(LeaseRequest request, Deadline deadline) throws IOException {
    backend.raiseEpoch(key, request.owner(), request.epochFloor());
    ReferenceBackend.Lease lease =
        backend.acquire(
            key, request.owner(), request.lease(), request.entryTtl(), Duration.ZERO, deadline);
    Optional<EntryStamp> entry = lease.entry().map(ReferenceStore::toEngine);
    return lease.held()
        ? new LeaseAnswer.Held(lease.epoch(), entry)
        : new LeaseAnswer.HeldByOther(lease.epoch(), entry);
  }

  @Override
  public boolean publish(String owner, Entry entry, Duration ttl, Deadline deadline)
      throws IOException {
    return backend.publish(key, owner, fromEngine(entry), ttl, deadline);
  }

  @Override
  public boolean publishIfAbsent(Entry entry, Duration ttl, Deadline deadline) throws IOException {
    return backend.fill(key, fromEngine(entry), ttl, deadline);
  }

  @Override
  public ReadAnswer read(Optional<EntryStamp> known, Deadline deadline) throws IOException {
    Stamp knownStamp = known.map(ReferenceStore::fromEngine).orElse(null);
    Optional<StoredEntry> found = backend.read(key, knownStamp, maxPayloadBytes, deadline);
    if (found.isEmpty()) {
      return new ReadAnswer.Absent();
    }
    StoredEntry entry = found.get();
    if (entry.isCut()) {
      return new ReadAnswer.TooLong(toEngine(entry.stamp()), entry.bytes(), entry.json());
    }
    return entry.stamp().equals(knownStamp)
        ? new ReadAnswer.Unchanged()
        : new ReadAnswer.Found(new Entry(toEngine(entry.stamp()), entry.json()), Optional.empty());
  }

  @Override
  public Optional<EntryStamp> stamp(Deadline deadline) throws IOException {
    return backend.stamp(key, deadline).map(ReferenceStore::toEngine);
  }

  @Override
  public void discard(EntryStamp stamp, Deadline deadline) throws IOException {
    backend.discard(key, fromEngine(stamp), deadline);
  }

  @Override
  public void release(String owner, long epoch, Deadline deadline) throws IOException {
    backend.release(key, owner, epoch, deadline);
  }

  @Override
  public StoreStatus inspect(Deadline deadline) throws IOException {
    return backend.inspect(key, slot -> new StoreStatus(leaseIn(slot), entryIn(slot)), deadline);
  }

  protected Optional<LeaseStatus> leaseIn(Slot slot) {
    Duration left = Duration.ofNanos(slot.leaseEnd - backend.leaseClock(Duration.ZERO));
    return Optional.ofNullable(slot.owner)
        .filter(owner -> left.compareTo(Duration.ZERO) > 0)
        .map(owner -> new LeaseStatus(owner, OptionalLong.of(slot.epoch), Optional.of(left)));
  }

  protected Optional<EntryStatus> entryIn(Slot slot) {
    return backend.isLive(slot) ? Optional.of(statusOf(slot)) : Optional.empty();
  }

  private EntryStatus statusOf(Slot slot) {
    long now = backend.clock().getAsLong();
    return new EntryStatus(
        toEngine(slot.entry.stamp()),
        slot.entry.json().length,
        Optional.of(Duration.ofNanos(now - slot.entryPublished)),
        Optional.of(Duration.ofNanos(now - slot.entryTouched)),
        Optional.of(Duration.ofNanos(slot.entryEnd - now)));
  }

  @Override
  public boolean revoke(LeaseStatus lease, Deadline deadline) throws IOException {
    return backend.revoke(key, lease.owner(), lease.epoch().orElseThrow(), deadline);
  }

  @Override
  public String rights(Access access) {
    return "";
  }

  @Override
  public void close() {
    backend.disconnect();
  }

  @Override
  public String toString() {
    return "reference";
  }

  private static StoredEntry fromEngine(Entry entry) {
    return new StoredEntry(fromEngine(entry.stamp()), entry.payload());
  }

  private static Stamp fromEngine(EntryStamp stamp) {
    return new Stamp(stamp.epoch(), stamp.sequence(), stamp.hash());
  }

  private static EntryStamp toEngine(Stamp stamp) {
    return new EntryStamp(stamp.epoch(), stamp.sequence(), stamp.hash());
  }
}

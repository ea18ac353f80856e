package io.flagcache.conformance.reference;

import io.flagcache.Deadline;
import io.flagcache.conformance.reference.ReferenceBackend.Slot;
import io.flagcache.core.store.EpochRule;
import io.flagcache.core.store.StoreStatus.EntryStatus;
import io.flagcache.core.store.StoreStatus.LeaseStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Backends and stores that take one lease for another, or let it go too easily. */
final class BrokenFences {

  private BrokenFences() {}

  static final class PublishesForAnyOwner extends ReferenceBackend {
    @Override
    protected boolean mayPublish(Slot slot, String owner, StoredEntry entry) {
      return slot.owner != null && slot.epoch == entry.stamp().epoch();
    }
  }

  static final class PublishesUnderLaterEpochs extends ReferenceBackend {
    @Override
    protected boolean mayPublish(Slot slot, String owner, StoredEntry entry) {
      return owner.equals(slot.owner) && slot.epoch <= entry.stamp().epoch();
    }
  }

  static final class PublishesWhenNobodyLeads extends ReferenceBackend {
    @Override
    protected boolean mayPublish(Slot slot, String owner, StoredEntry entry) {
      return slot.owner == null || super.mayPublish(slot, owner, entry);
    }
  }

  /** As one whose lease is gone with the data, and which asks no more than for the number. */
  static final class PublishesAnyLaterEntry extends ReferenceBackend {
    @Override
    protected boolean mayPublish(Slot slot, String owner, StoredEntry entry) {
      return entry.stamp().epoch() >= slot.epoch;
    }
  }

  /** Gives the lease to whoever knows of a later epoch. */
  static final class YieldsToTheFloor extends ReferenceBackend {
    @Override
    synchronized void raiseEpoch(String key, String owner, long floor) {
      Slot slot = slot(key);
      if (slot.epoch < floor) {
        slot.owner = null;
      }
      super.raiseEpoch(key, owner, floor);
    }
  }

  static final class IgnoresTheFloorOfATakeOver extends ReferenceBackend {
    @Override
    synchronized void raiseEpoch(String key, String owner, long floor) {
      Slot slot = slot(key);
      if (slot.owner == null || owner.equals(slot.owner)) {
        super.raiseEpoch(key, owner, floor);
      }
    }
  }

  static final class GrantsTheFloor extends ReferenceBackend {
    @Override
    synchronized void raiseEpoch(String key, String owner, long floor) {
      super.raiseEpoch(key, owner, floor > 0 && floor > slot(key).epoch ? floor - 1 : floor);
    }
  }

  static final class KeepsOnlyAboveTheFloor extends ReferenceBackend {
    @Override
    protected boolean keepsEpoch(Slot slot, long floor) {
      return EpochRule.keeps(slot.epoch, floor + 1);
    }
  }

  /** Renews under the epoch of the entry, if that is later. */
  static final class RenewsUnderTheEntry extends ReferenceBackend {
    @Override
    Lease acquire(
        String key, String owner, Duration lease, Duration ttl, Duration skew, Deadline deadline)
        throws IOException {
      raise(key, owner);
      return super.acquire(key, owner, lease, ttl, skew, deadline);
    }

    private synchronized void raise(String key, String owner) {
      Slot slot = slot(key);
      if (owner.equals(slot.owner) && entryEpochOf(slot) > slot.epoch) {
        slot.owner = null;
      }
    }
  }

  /** As a column for the owner that is too short. */
  static final class CutsOwners extends ReferenceBackend {
    private static String cut(String owner) {
      return owner.substring(0, Math.min(owner.length(), 42));
    }

    @Override
    Lease acquire(
        String key, String owner, Duration lease, Duration ttl, Duration skew, Deadline deadline)
        throws IOException {
      return super.acquire(key, cut(owner), lease, ttl, skew, deadline);
    }

    @Override
    boolean publish(String key, String owner, StoredEntry entry, Duration ttl, Deadline deadline)
        throws IOException {
      return super.publish(key, cut(owner), entry, ttl, deadline);
    }

    @Override
    void release(String key, String owner, long epoch, Deadline deadline) throws IOException {
      super.release(key, cut(owner), epoch, deadline);
    }

    @Override
    boolean revoke(String key, String owner, long epoch, Deadline deadline) throws IOException {
      return super.revoke(key, cut(owner), epoch, deadline);
    }
  }

  static final class ReleasesUnderLaterEpochs extends ReferenceBackend {
    @Override
    void release(String key, String owner, long epoch, Deadline deadline) throws IOException {
      super.release(key, owner, Math.min(epoch, epochOf(key)), deadline);
    }

    private synchronized long epochOf(String key) {
      return slot(key).epoch;
    }
  }

  static final class PublishersLock extends ReferenceBackend {
    private boolean publishing;

    @Override
    boolean publish(String key, String owner, StoredEntry entry, Duration ttl, Deadline deadline)
        throws IOException {
      publishing = true;
      try {
        return super.publish(key, owner, entry, ttl, deadline);
      } finally {
        publishing = false;
      }
    }

    @Override
    protected synchronized boolean isChanging() {
      return !publishing && super.isChanging();
    }
  }

  /** Tells how long a lease is, and not how long it has left. */
  static final class WholeLeasesLeft extends BrokenInspections.OtherLeases {
    WholeLeasesLeft(ReferenceBackend backend, String key) {
      super(backend, key);
    }

    @Override
    LeaseStatus other(LeaseStatus lease) {
      return new LeaseStatus(lease.owner(), lease.epoch(), lease.left().map(this::whole));
    }

    private Duration whole(Duration left) {
      Duration minute = Duration.ofMinutes(2);
      return left.compareTo(minute.dividedBy(2)) > 0 ? minute : left;
    }
  }

  static final class WholeLivesLeft extends BrokenInspections.OtherEntries {
    WholeLivesLeft(ReferenceBackend backend, String key) {
      super(backend, key);
    }

    @Override
    EntryStatus other(EntryStatus entry) {
      return new EntryStatus(
          entry.stamp(),
          entry.storedBytes(),
          entry.sincePublish(),
          entry.sinceTouch(),
          entry.left().map(left -> left.toMinutes() > 1 ? Duration.ofHours(1) : left));
    }
  }

  /** Goes on naming the holder that it named first. */
  static final class FirstHolders extends BrokenInspections.OtherLeases {
    private Optional<LeaseStatus> first = Optional.empty();

    FirstHolders(ReferenceBackend backend, String key) {
      super(backend, key);
    }

    @Override
    LeaseStatus other(LeaseStatus lease) {
      first = first.or(() -> Optional.of(lease));
      return new LeaseStatus(first.get().owner(), lease.epoch(), lease.left());
    }
  }
}

package io.flagcache.conformance.reference;

import io.flagcache.Deadline;
import io.flagcache.core.store.EpochRule;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Backends whose leases break a rule of the store primitives. */
final class BrokenLeases {

  private BrokenLeases() {}

  /** Reads whether the lease is free, and takes it whatever has happened since. */
  static final class TakesInTwoSteps extends ReferenceBackend {
    @Override
    Lease acquire(
        String key, String owner, Duration lease, Duration ttl, Duration skew, Deadline deadline)
        throws IOException {
      boolean free =
          exchange(
              deadline,
              false,
              () -> {
                Slot slot = slot(key);
                return slot.owner == null || !isHeld(slot, skew);
              });
      if (!free) {
        return super.acquire(key, owner, lease, ttl, skew, deadline);
      }
      return exchange(
          deadline,
          true,
          () -> {
            Slot slot = slot(key);
            slot.epoch = nextEpoch(slot);
            slot.owner = owner;
            slot.leaseNanos = lease.toNanos();
            slot.leaseEnd = leaseClock(skew) + slot.leaseNanos;
            renewEntry(slot, ttl);
            return new Lease(true, slot.epoch, stampOf(slot));
          });
    }

    @Override
    protected boolean locksWhileItChanges() {
      return false;
    }
  }

  static final class RenewsUnderANewEpoch extends ReferenceBackend {
    @Override
    Lease acquire(
        String key, String owner, Duration lease, Duration ttl, Duration skew, Deadline deadline)
        throws IOException {
      Lease first = super.acquire(key, owner, lease, ttl, skew, deadline);
      if (!first.held()) {
        return first;
      }
      raiseEpoch(key, owner, first.epoch() + 1);
      return super.acquire(key, owner, lease, ttl, skew, deadline);
    }
  }

  /** As a reentrant lock that is renewed by locking again. */
  static final class CountsHolds extends ReferenceBackend {
    private final Map<String, Integer> holds = new HashMap<>();

    @Override
    Lease acquire(
        String key, String owner, Duration lease, Duration ttl, Duration skew, Deadline deadline)
        throws IOException {
      Lease answer = super.acquire(key, owner, lease, ttl, skew, deadline);
      synchronized (holds) {
        if (answer.held()) {
          holds.merge(key + owner + answer.epoch(), 1, Integer::sum);
        }
      }
      return answer;
    }

    @Override
    void release(String key, String owner, long epoch, Deadline deadline) throws IOException {
      boolean last;
      synchronized (holds) {
        last = holds.merge(key + owner + epoch, -1, Integer::sum) <= 0;
      }
      if (last) {
        super.release(key, owner, epoch, deadline);
      }
    }
  }

  /** As a lock of the JDK's, which only the thread that took it can give back. */
  static final class BelongsToThreads extends ReferenceBackend {
    private final Map<String, Thread> threads = new ConcurrentHashMap<>();

    @Override
    Lease acquire(
        String key, String owner, Duration lease, Duration ttl, Duration skew, Deadline deadline)
        throws IOException {
      Lease answer = super.acquire(key, owner, lease, ttl, skew, deadline);
      if (answer.held()) {
        threads.putIfAbsent(key + owner + answer.epoch(), Thread.currentThread());
      }
      return answer;
    }

    @Override
    void release(String key, String owner, long epoch, Deadline deadline) throws IOException {
      if (Thread.currentThread().equals(threads.get(key + owner + epoch))) {
        super.release(key, owner, epoch, deadline);
      }
    }
  }

  static final class KeepsTheFirstEnd extends ReferenceBackend {
    @Override
    Lease acquire(
        String key, String owner, Duration lease, Duration ttl, Duration skew, Deadline deadline)
        throws IOException {
      long before = endOf(key, owner);
      Lease answer = super.acquire(key, owner, lease, ttl, skew, deadline);
      setEnd(key, before);
      return answer;
    }

    private synchronized long endOf(String key, String owner) {
      Slot slot = slot(key);
      boolean renews = owner.equals(slot.owner) && slot.leaseEnd > clock().getAsLong();
      return renews ? slot.leaseEnd : 0;
    }

    private synchronized void setEnd(String key, long end) {
      if (end != 0) {
        slot(key).leaseEnd = end;
      }
    }
  }

  static final class ForgetsEpochs extends ReferenceBackend {
    @Override
    void release(String key, String owner, long epoch, Deadline deadline) throws IOException {
      super.release(key, owner, epoch, deadline);
      forget(key);
    }

    private synchronized void forget(String key) {
      Slot slot = slot(key);
      if (slot.owner == null) {
        slot.epoch = 0;
      }
    }
  }

  static final class IgnoresTheFloor extends ReferenceBackend {
    @Override
    synchronized void raiseEpoch(String key, String owner, long floor) {}
  }

  /** Overflows at the largest epoch, and has no leader then whose epoch counts. */
  static final class BelievesAnyEpoch extends ReferenceBackend {
    @Override
    protected long nextEpoch(Slot slot) {
      return slot.epoch + 1;
    }

    @Override
    synchronized void raiseEpoch(String key, String owner, long floor) {
      Slot slot = slot(key);
      if (owner.equals(slot.owner) && slot.epoch < floor) {
        slot.owner = null;
      }
      if (slot.owner == null) {
        slot.epoch = Math.max(slot.epoch, floor);
      }
    }
  }

  static final class BelievesTheEntry extends ReferenceBackend {
    @Override
    protected long nextEpoch(Slot slot) {
      return Math.max(super.nextEpoch(slot), entryEpochOf(slot) + 1);
    }
  }

  static final class ForgetsTheEntry extends ReferenceBackend {
    @Override
    protected long nextEpoch(Slot slot) {
      return EpochRule.next(slot.epoch, 0, 0);
    }
  }

  static final class KeepsADamagedEpoch extends ReferenceBackend {
    @Override
    protected boolean keepsEpoch(Slot slot, long floor) {
      return slot.epoch >= floor;
    }
  }

  static final class RefusedProlong extends ReferenceBackend {
    @Override
    Lease acquire(
        String key, String owner, Duration lease, Duration ttl, Duration skew, Deadline deadline)
        throws IOException {
      Lease answer = super.acquire(key, owner, lease, ttl, skew, deadline);
      prolong(key, ttl);
      return answer;
    }

    private synchronized void prolong(String key, Duration ttl) {
      renewEntry(slot(key), ttl);
    }
  }

  static final class RevivesTheEntry extends ReferenceBackend {
    @Override
    protected void renewEntry(Slot slot, Duration ttl) {
      slot.entryEnd = clock().getAsLong() + ttl.toNanos();
    }
  }

  static final class ReleasesAnyEpoch extends ReferenceBackend {
    @Override
    void release(String key, String owner, long epoch, Deadline deadline) throws IOException {
      super.release(key, owner, epochOf(key), deadline);
    }

    private synchronized long epochOf(String key) {
      return slot(key).epoch;
    }
  }

  static final class ReleasesInTwoSteps extends ReferenceBackend {
    @Override
    void release(String key, String owner, long epoch, Deadline deadline) throws IOException {
      boolean own =
          exchange(
              deadline, false, () -> owner.equals(slot(key).owner) && slot(key).epoch == epoch);
      if (own) {
        exchange(deadline, true, () -> slot(key).owner = null);
      }
    }

    @Override
    protected boolean locksWhileItChanges() {
      return false;
    }
  }

  static final class ContendersWait extends ReferenceBackend {
    @Override
    protected synchronized boolean isChanging() {
      return false;
    }
  }
}

package io.flagcache.conformance.reference;

import io.flagcache.Deadline;
import io.flagcache.conformance.reference.StoredEntry.Stamp;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/** Backends that each check and write in two steps, or let entries live wrongly in one case. */
final class BrokenChanges {

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private BrokenChanges() {}

  /** Asks whether the lease is free, and takes it without asking again. */
  static final class AsksThenAcquires extends ReferenceBackend {
    @Override
    Lease acquire(
        String key, String owner, Duration lease, Duration ttl, Duration skew, Deadline deadline)
        throws IOException {
      return isFree(key, skew)
          ? exchange(deadline, true, () -> taken(key, owner, lease, ttl, skew))
          : super.acquire(key, owner, lease, ttl, skew, deadline);
    }

    private synchronized boolean isFree(String key, Duration skew) {
      Slot slot = slot(key);
      return slot.owner == null || !isHeld(slot, skew);
    }

    private Lease taken(String key, String owner, Duration lease, Duration ttl, Duration skew) {
      Slot slot = slot(key);
      slot.epoch = nextEpoch(slot);
      slot.owner = owner;
      slot.leaseNanos = lease.toNanos();
      slot.leaseEnd = leaseClock(skew) + slot.leaseNanos;
      renewEntry(slot, ttl);
      return new Lease(true, slot.epoch, stampOf(slot));
    }
  }

  static class AsksThenPublishes extends ReferenceBackend {
    @Override
    boolean publish(String key, String owner, StoredEntry entry, Duration ttl, Deadline deadline)
        throws IOException {
      if (!inspect(key, slot -> mayPublish(slot, owner, entry), deadline)) {
        return false;
      }
      exchange(deadline, true, () -> stored(key, entry, ttl));
      return true;
    }

    private boolean stored(String key, StoredEntry entry, Duration ttl) {
      store(slot(key), entry, ttl);
      return true;
    }
  }

  /** Nobody else of this process comes in between. */
  static final class AsksThenPublishesUnderALock extends AsksThenPublishes {
    private static final ReentrantLock LOCK = new ReentrantLock();

    private interface Step<T> {
      T run() throws IOException;
    }

    private static <T> T locked(Deadline deadline, Step<T> step) throws IOException {
      try {
        if (!LOCK.tryLock(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS)) {
          throw new IOException("The lock is not free");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
      try {
        return step.run();
      } finally {
        LOCK.unlock();
      }
    }

    @Override
    Lease acquire(
        String key, String owner, Duration lease, Duration ttl, Duration skew, Deadline deadline)
        throws IOException {
      return locked(deadline, () -> super.acquire(key, owner, lease, ttl, skew, deadline));
    }

    @Override
    boolean publish(String key, String owner, StoredEntry entry, Duration ttl, Deadline deadline)
        throws IOException {
      return locked(deadline, () -> super.publish(key, owner, entry, ttl, deadline));
    }
  }

  static final class AsksThenFills extends ReferenceBackend {
    @Override
    boolean fill(String key, StoredEntry entry, Duration ttl, Deadline deadline)
        throws IOException {
      return stamp(key, deadline).isEmpty()
          && exchange(
              deadline,
              true,
              () -> {
                store(slot(key), entry, ttl);
                return true;
              });
    }
  }

  static final class AsksThenReleases extends ReferenceBackend {
    @Override
    void release(String key, String owner, long epoch, Deadline deadline) throws IOException {
      if (inspect(key, slot -> owner.equals(slot.owner) && slot.epoch == epoch, deadline)) {
        exchange(
            deadline,
            true,
            () -> {
              slot(key).owner = null;
              return true;
            });
      }
    }
  }

  static final class FencesByEpochs extends ReferenceBackend {
    @Override
    protected boolean mayPublish(Slot slot, String owner, StoredEntry entry) {
      return slot.epoch == entry.stamp().epoch() && slot.owner != null;
    }
  }

  /** Refuses what is older than the entry, whoever leads. */
  static final class FencesByEntries extends ReferenceBackend {
    @Override
    protected boolean mayPublish(Slot slot, String owner, StoredEntry entry) {
      return entry.stamp().epoch() >= entryEpochOf(slot);
    }
  }

  static final class FillsWhereNobodyLeads extends ReferenceBackend {
    @Override
    boolean fill(String key, StoredEntry entry, Duration ttl, Deadline deadline)
        throws IOException {
      return exchange(
          deadline,
          true,
          () -> {
            Slot slot = slot(key);
            boolean led = slot.owner != null && isHeld(slot, Duration.ZERO);
            if (led && isLive(slot)) {
              return false;
            }
            store(slot, entry, ttl);
            return true;
          });
    }
  }

  static final class ProlongsNothingWhenTakenOver extends ReferenceBackend {
    @Override
    Lease acquire(
        String key, String owner, Duration lease, Duration ttl, Duration skew, Deadline deadline)
        throws IOException {
      Optional<Long> end = endIfOthers(key, owner);
      Lease answer = super.acquire(key, owner, lease, ttl, skew, deadline);
      if (answer.held()) {
        end.ifPresent(before -> changeSlot(key, slot -> slot.entryEnd = before));
      }
      return answer;
    }

    private synchronized Optional<Long> endIfOthers(String key, String owner) {
      Slot slot = slot(key);
      return owner.equals(slot.owner) ? Optional.empty() : Optional.of(slot.entryEnd);
    }
  }

  static final class RevivesEntries extends ReferenceBackend {
    @Override
    protected void renewEntry(Slot slot, Duration ttl) {
      if (slot.entry != null) {
        slot.entryEnd = clock().getAsLong() + ttl.toNanos();
      }
    }
  }

  static final class EntriesLiveForALease extends ReferenceBackend {
    @Override
    protected void renewEntry(Slot slot, Duration ttl) {
      super.renewEntry(slot, Duration.ofNanos(slot.leaseNanos));
    }
  }

  static final class EntriesLiveTwice extends ReferenceBackend {
    @Override
    protected void renewEntry(Slot slot, Duration ttl) {
      super.renewEntry(slot, ttl.multipliedBy(2));
    }
  }

  static final class ReadingProlongs extends ReferenceBackend {
    private volatile Duration lifetime = Duration.ZERO;

    @Override
    Lease acquire(
        String key, String owner, Duration lease, Duration ttl, Duration skew, Deadline deadline)
        throws IOException {
      lifetime = ttl;
      return super.acquire(key, owner, lease, ttl, skew, deadline);
    }

    @Override
    Optional<StoredEntry> read(String key, Stamp known, int maxBytes, Deadline deadline)
        throws IOException {
      changeSlot(key, slot -> renewEntry(slot, lifetime));
      return super.read(key, known, maxBytes, deadline);
    }
  }

  /** Reads what identifies an entry, and then a document, which is another's if it is long. */
  static final class ReadsInTwoSteps extends ReferenceBackend {
    private static final int LONG = 100_000;

    @Override
    Optional<StoredEntry> read(String key, Stamp known, int maxBytes, Deadline deadline)
        throws IOException {
      Optional<Stamp> stamp = inspect(key, this::stampOf, deadline);
      Optional<StoredEntry> first = super.read(key, known, maxBytes, deadline);
      if (first.isEmpty() || first.get().bytes() < LONG) {
        return first;
      }
      Deadline patience = Deadline.after(Duration.ofSeconds(1));
      while (stamp(key, deadline).equals(stamp) && !patience.hasPassed()) {
        LockSupport.parkNanos(PAUSE_NANOS);
      }
      return super.read(key, known, maxBytes, deadline)
          .map(entry -> new StoredEntry(stamp.orElseThrow(), entry.json(), entry.bytes()));
    }
  }
}

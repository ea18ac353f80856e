package io.flagcache.conformance.reference;

import io.flagcache.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Backends that let a provider break a rule which it would keep over a right one. */
final class BrokenBackends {

  private BrokenBackends() {}

  /** Reads whether the lease is free, and takes it in a second step. */
  static final class TwoWinners extends ReferenceBackend {
    @Override
    Lease acquire(
        String key, String owner, Duration lease, Duration ttl, Duration skew, Deadline deadline)
        throws IOException {
      if (isFree(key)) {
        // So long that two of many who ask at once meet here on a busy machine, too.
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(250));
        free(key);
      }
      return super.acquire(key, owner, lease, ttl, skew, deadline);
    }

    private synchronized boolean isFree(String key) {
      return slot(key).owner == null;
    }

    private synchronized void free(String key) {
      slot(key).owner = null;
    }
  }

  static final class ReleasesAnybody extends ReferenceBackend {
    @Override
    void release(String key, String owner, long epoch, Deadline deadline) throws IOException {
      exchange(deadline, true, () -> slot(key).owner = null);
    }
  }

  /** As a reentrant lock that is renewed by locking again. */
  static final class CountsRenewals extends ReferenceBackend {
    private final Map<String, Integer> holds = new HashMap<>();

    @Override
    Lease acquire(
        String key, String owner, Duration lease, Duration ttl, Duration skew, Deadline deadline)
        throws IOException {
      Lease answer = super.acquire(key, owner, lease, ttl, skew, deadline);
      synchronized (this) {
        if (answer.held()) {
          holds.merge(owner, 1, Integer::sum);
        }
      }
      return answer;
    }

    @Override
    void release(String key, String owner, long epoch, Deadline deadline) throws IOException {
      boolean last;
      synchronized (this) {
        last = holds.merge(owner, -1, Integer::sum) <= 0;
      }
      if (last) {
        super.release(key, owner, epoch, deadline);
      }
    }
  }

  /** As a lock that does not know its owner. */
  static final class NeverRenews extends ReferenceBackend {
    @Override
    Lease acquire(
        String key, String owner, Duration lease, Duration ttl, Duration skew, Deadline deadline)
        throws IOException {
      return super.acquire(key, UUID.randomUUID().toString(), lease, ttl, skew, deadline);
    }

    @Override
    protected boolean mayPublish(Slot slot, String owner, StoredEntry entry) {
      return slot.epoch == entry.stamp().epoch();
    }

    @Override
    void release(String key, String owner, long epoch, Deadline deadline) throws IOException {
      exchange(deadline, true, () -> slot(key).owner = null);
    }
  }

  static final class NeverReleases extends ReferenceBackend {
    @Override
    void release(String key, String owner, long epoch, Deadline deadline) {}
  }

  static final class EndlessLeases extends ReferenceBackend {
    @Override
    protected long leaseClock(Duration workersSkew) {
      return 0;
    }
  }

  static final class EarlyLeases extends ReferenceBackend {
    @Override
    Lease acquire(
        String key, String owner, Duration lease, Duration ttl, Duration skew, Deadline deadline)
        throws IOException {
      return super.acquire(key, owner, lease.dividedBy(10), ttl, skew, deadline);
    }
  }

  static final class WallClocks extends ReferenceBackend {
    @Override
    protected long leaseClock(Duration workersSkew) {
      return clock().getAsLong() + workersSkew.toNanos();
    }
  }

  static final class Unfenced extends ReferenceBackend {
    @Override
    protected boolean mayPublish(Slot slot, String owner, StoredEntry entry) {
      return true;
    }
  }

  static final class RefusesLargeDocuments extends ReferenceBackend {
    @Override
    boolean publish(String key, String owner, StoredEntry entry, Duration ttl, Deadline deadline)
        throws IOException {
      if (entry.json().length > 400 * 1024) {
        throw new IOException("The item is too large");
      }
      return super.publish(key, owner, entry, ttl, deadline);
    }
  }

  static final class FillsAlways extends ReferenceBackend {
    @Override
    boolean fill(String key, StoredEntry entry, Duration ttl, Deadline deadline)
        throws IOException {
      return exchange(
          deadline,
          true,
          () -> {
            store(slot(key), entry, ttl);
            return true;
          });
    }
  }

  static final class EntriesAge extends ReferenceBackend {
    @Override
    protected void renewEntry(Slot slot, Duration ttl) {}
  }

  /** As where the end of a lease is stored, and nothing else. */
  static final class BelievesAnyEnd extends ReferenceBackend {
    @Override
    protected boolean isHeld(Slot slot, Duration skew) {
      return slot.leaseEnd > leaseClock(skew);
    }
  }

  /** Counts on from the entry's number whenever somebody asks. */
  static final class CountsOn extends ReferenceBackend {
    @Override
    Lease acquire(
        String key, String owner, Duration lease, Duration ttl, Duration skew, Deadline deadline)
        throws IOException {
      Lease answer = super.acquire(key, owner, lease, ttl, skew, deadline);
      answer.entry().ifPresent(stamp -> Math.addExact(stamp.sequence(), 1));
      return answer;
    }
  }

  static final class EndlessEntries extends ReferenceBackend {
    @Override
    protected boolean isLive(Slot slot) {
      return slot.entry != null;
    }
  }
}

package io.flagcache.conformance.reference;

import io.flagcache.Deadline;
import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.conformance.WorkerSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;

/** Providers that each take the lease for something else than it is. */
final class BrokenElections {

  private BrokenElections() {}

  static final class LeadsForAPoll extends ReferenceProvider {
    LeadsForAPoll(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected Duration lease() {
      return settings().pollInterval();
    }
  }

  /** As where it is not stored how long the leader's lease is. */
  static final class JudgesByItsOwnLease extends ReferenceProvider {
    JudgesByItsOwnLease(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected boolean shouldFetch(Deadline deadline) throws Exception {
      if (!leads()) {
        backend().changeSlot(settings().serviceKey(), this::judge);
      }
      return super.shouldFetch(deadline);
    }

    private void judge(ReferenceBackend.Slot slot) {
      long own = settings().lease().toNanos();
      slot.leaseEnd += own - slot.leaseNanos;
      slot.leaseNanos = own;
    }
  }

  static final class RenewsWhenPublishing extends ReferenceProvider {
    RenewsWhenPublishing(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected void received(FlagDefinitionCacheData data, Deadline deadline) throws Exception {
      super.received(data, deadline);
      if (leads()) {
        backend().changeSlot(settings().serviceKey(), slot -> renew(backend(), slot));
      }
    }
  }

  private static void renew(ReferenceBackend backend, ReferenceBackend.Slot slot) {
    if (backend.isHeld(slot, Duration.ZERO)) {
      slot.leaseEnd = backend.clock().getAsLong() + slot.leaseNanos;
    }
  }

  static final class ReadingRenewsAnybodys extends ReferenceProvider {
    ReadingRenewsAnybodys(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected Optional<FlagDefinitionCacheData> get(Deadline deadline) throws Exception {
      backend().changeSlot(settings().serviceKey(), slot -> renew(backend(), slot));
      return super.get(deadline);
    }
  }

  /** As a client with a watchdog, which lives as long as the process and knows no worker. */
  static final class RenewsAllOfItsProcess extends ReferenceProvider {
    private static final Map<ReferenceBackend, Set<ReferenceProvider>> LEADERS =
        new WeakHashMap<>();

    RenewsAllOfItsProcess(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    private Set<ReferenceProvider> leaders() {
      synchronized (LEADERS) {
        return LEADERS.computeIfAbsent(backend(), none -> ConcurrentHashMap.newKeySet());
      }
    }

    @Override
    protected boolean shouldFetch(Deadline deadline) throws Exception {
      if (!leaders().isEmpty()) {
        backend().changeSlot(settings().serviceKey(), slot -> renew(backend(), slot));
      }
      boolean elected = super.shouldFetch(deadline);
      if (elected) {
        leaders().add(this);
      }
      return elected;
    }

    @Override
    protected void close(Deadline deadline) throws Exception {
      leaders().remove(this);
      super.close(deadline);
    }
  }

  /** Remembers the number of its lease when it first leads. */
  static final class ReleasesItsFirst extends ReferenceProvider {
    private long first;

    ReleasesItsFirst(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected void release(long epoch, Deadline deadline) throws IOException {
      first = first == 0 ? epoch : first;
      super.release(first, deadline);
    }

    @Override
    protected void startsToLead(long epoch) {
      first = first == 0 ? epoch : first;
    }
  }
}

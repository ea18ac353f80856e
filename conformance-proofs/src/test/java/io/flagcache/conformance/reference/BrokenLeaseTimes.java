package io.flagcache.conformance.reference;

import io.flagcache.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Backends whose leases last for another time than they should, or end for two at once. */
final class BrokenLeaseTimes {

  private BrokenLeaseTimes() {}

  static final class Longer extends ReferenceBackend {
    private final int factor;
    private final int divisor;

    Longer(int factor, int divisor) {
      this.factor = factor;
      this.divisor = divisor;
    }

    @Override
    Lease acquire(
        String key, String owner, Duration lease, Duration ttl, Duration skew, Deadline deadline)
        throws IOException {
      Duration longer = lease.multipliedBy(factor).dividedBy(divisor);
      return super.acquire(key, owner, longer, ttl, skew, deadline);
    }
  }

  static final class Constant extends ReferenceBackend {
    private final Duration constant;

    Constant(Duration constant) {
      this.constant = constant;
    }

    @Override
    Lease acquire(
        String key, String owner, Duration lease, Duration ttl, Duration skew, Deadline deadline)
        throws IOException {
      return super.acquire(key, owner, constant, ttl, skew, deadline);
    }
  }

  static final class Capped extends ReferenceBackend {
    private final Duration longest;

    Capped(Duration longest) {
      this.longest = longest;
    }

    @Override
    Lease acquire(
        String key, String owner, Duration lease, Duration ttl, Duration skew, Deadline deadline)
        throws IOException {
      Duration capped = lease.compareTo(longest) > 0 ? longest : lease;
      return super.acquire(key, owner, capped, ttl, skew, deadline);
    }
  }

  /** Spares the backend renewals. */
  static final class RenewsLate extends ReferenceBackend {
    @Override
    protected void renewLease(Slot slot, Duration lease, Duration skew) {
      if (slot.leaseEnd - leaseClock(skew) < lease.toNanos() / 2) {
        super.renewLease(slot, lease, skew);
      }
    }
  }

  /** As where a lease is prolonged and not set. */
  static final class AddsUp extends ReferenceBackend {
    @Override
    protected void renewLease(Slot slot, Duration lease, Duration skew) {
      slot.leaseNanos += lease.toNanos();
      slot.leaseEnd += lease.toNanos();
    }
  }

  /** Reads whether the lease is over, and takes it in a second step. */
  private abstract static class TwoSteps extends ReferenceBackend {
    @Override
    Lease acquire(
        String key, String owner, Duration lease, Duration ttl, Duration skew, Deadline deadline)
        throws IOException {
      if (mayBeTaken(key)) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(250));
        take(key);
      }
      return super.acquire(key, owner, lease, ttl, skew, deadline);
    }

    private synchronized boolean mayBeTaken(String key) {
      return mayBeTaken(slot(key));
    }

    abstract boolean mayBeTaken(Slot slot);

    private synchronized void take(String key) {
      slot(key).owner = null;
    }
  }

  static final class TwoSuccessors extends TwoSteps {
    @Override
    boolean mayBeTaken(Slot slot) {
      return slot.owner != null && !isHeld(slot, Duration.ZERO);
    }
  }

  static final class TwoHeirs extends TwoSteps {
    @Override
    boolean mayBeTaken(Slot slot) {
      return slot.owner == null && slot.epoch > 0;
    }
  }
}

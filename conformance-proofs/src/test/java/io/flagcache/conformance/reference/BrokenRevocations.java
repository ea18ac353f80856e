package io.flagcache.conformance.reference;

import io.flagcache.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Backends that revoke no lease, too much, or another one. */
final class BrokenRevocations {

  private BrokenRevocations() {}

  /** Ends the lease in one step, if it is the one that is meant. */
  private abstract static class InOneStep extends ReferenceBackend {
    final boolean revokeIf(
        String key, Predicate<Slot> present, Consumer<Slot> end, Deadline deadline)
        throws IOException {
      return exchange(
          deadline,
          true,
          () -> {
            Slot slot = slot(key);
            boolean revokes = present.test(slot);
            if (revokes) {
              end.accept(slot);
            }
            return revokes;
          });
    }

    static Predicate<Slot> is(String owner, long epoch) {
      return slot -> owner.equals(slot.owner) && slot.epoch == epoch;
    }
  }

  static final class DoNothing extends InOneStep {
    @Override
    boolean revoke(String key, String owner, long epoch, Deadline deadline) throws IOException {
      return revokeIf(key, is(owner, epoch), slot -> {}, deadline);
    }
  }

  static final class SayNo extends ReferenceBackend {
    @Override
    boolean revoke(String key, String owner, long epoch, Deadline deadline) throws IOException {
      super.revoke(key, owner, epoch, deadline);
      return false;
    }
  }

  static final class AnyEpoch extends InOneStep {
    @Override
    boolean revoke(String key, String owner, long epoch, Deadline deadline) throws IOException {
      return revokeIf(key, slot -> owner.equals(slot.owner), slot -> slot.owner = null, deadline);
    }
  }

  static final class AnyOwner extends InOneStep {
    @Override
    boolean revoke(String key, String owner, long epoch, Deadline deadline) throws IOException {
      return revokeIf(
          key,
          slot -> slot.owner != null && slot.epoch == epoch,
          slot -> slot.owner = null,
          deadline);
    }
  }

  static final class Anybody extends InOneStep {
    @Override
    boolean revoke(String key, String owner, long epoch, Deadline deadline) throws IOException {
      return revokeIf(key, slot -> slot.owner != null, slot -> slot.owner = null, deadline);
    }
  }

  /** Lets the lease run out, under which its holder may still publish. */
  static final class LeaveThePublisher extends InOneStep {
    @Override
    boolean revoke(String key, String owner, long epoch, Deadline deadline) throws IOException {
      return revokeIf(
          key,
          slot -> is(owner, epoch).test(slot) && slot.leaseEnd > leaseClock(Duration.ZERO),
          slot -> slot.leaseEnd = leaseClock(Duration.ZERO),
          deadline);
    }
  }

  static final class DropTheEntry extends InOneStep {
    @Override
    boolean revoke(String key, String owner, long epoch, Deadline deadline) throws IOException {
      return revokeIf(
          key,
          is(owner, epoch),
          slot -> {
            slot.owner = null;
            slot.entry = null;
          },
          deadline);
    }
  }

  static final class GiveTheEpochAgain extends InOneStep {
    @Override
    boolean revoke(String key, String owner, long epoch, Deadline deadline) throws IOException {
      return revokeIf(
          key,
          is(owner, epoch),
          slot -> {
            slot.owner = null;
            slot.epoch--;
          },
          deadline);
    }
  }

  static final class SpareDeadLeases extends InOneStep {
    @Override
    boolean revoke(String key, String owner, long epoch, Deadline deadline) throws IOException {
      return revokeIf(
          key,
          slot -> is(owner, epoch).test(slot) && slot.leaseEnd > leaseClock(Duration.ZERO),
          slot -> slot.owner = null,
          deadline);
    }
  }

  static final class CheckThenFree extends ReferenceBackend {
    @Override
    boolean revoke(String key, String owner, long epoch, Deadline deadline) throws IOException {
      boolean present =
          exchange(
              deadline, false, () -> owner.equals(slot(key).owner) && slot(key).epoch == epoch);
      if (present) {
        exchange(deadline, true, () -> slot(key).owner = null);
      }
      return present;
    }

    @Override
    protected boolean locksWhileItChanges() {
      return false;
    }
  }

  /** Compares how often the lease was renewed, as one that compares its end does. */
  static final class GiveWayToRenewals extends InOneStep {

    private final AtomicInteger renewals = new AtomicInteger();

    @Override
    Lease acquire(
        String key, String owner, Duration lease, Duration ttl, Duration skew, Deadline deadline)
        throws IOException {
      renewals.incrementAndGet();
      return super.acquire(key, owner, lease, ttl, skew, deadline);
    }

    @Override
    boolean revoke(String key, String owner, long epoch, Deadline deadline) throws IOException {
      int before = exchange(deadline, false, renewals::get);
      return revokeIf(
          key,
          slot -> is(owner, epoch).test(slot) && renewals.get() == before,
          slot -> slot.owner = null,
          deadline);
    }

    @Override
    protected boolean locksWhileItChanges() {
      return false;
    }
  }
}

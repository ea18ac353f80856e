package io.flagcache.conformance.reference;

import io.flagcache.Deadline;
import io.flagcache.conformance.reference.ReferenceBackend.Slot;
import io.flagcache.core.store.StoreStatus;
import io.flagcache.core.store.StoreStatus.EntryStatus;
import io.flagcache.core.store.StoreStatus.LeaseStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** Backends and stores that show an operator what is not so, or change what they show. */
final class BrokenInspections {

  private static final Duration LONGER = Duration.ofHours(1);

  private BrokenInspections() {}

  static final class RenewTheLease extends ReferenceBackend {
    @Override
    <T> T inspect(String key, Function<Slot, T> read, Deadline deadline) throws IOException {
      return super.inspect(
          key,
          slot -> {
            long now = leaseClock(Duration.ZERO);
            if (slot.leaseEnd > now) {
              slot.leaseNanos = Math.max(slot.leaseNanos, LONGER.toNanos());
              slot.leaseEnd = Math.max(slot.leaseEnd, now + LONGER.toNanos());
            }
            return read.apply(slot);
          },
          deadline);
    }
  }

  static final class ProlongTheEntry extends ReferenceBackend {
    @Override
    <T> T inspect(String key, Function<Slot, T> read, Deadline deadline) throws IOException {
      return super.inspect(
          key,
          slot -> {
            renewEntry(slot, LONGER);
            return read.apply(slot);
          },
          deadline);
    }
  }

  /** What the right store says about a lease, and changed. */
  abstract static class OtherLeases extends ReferenceStore {
    OtherLeases(ReferenceBackend backend, String key) {
      super(backend, key);
    }

    abstract LeaseStatus other(LeaseStatus lease);

    @Override
    protected Optional<LeaseStatus> leaseIn(Slot slot) {
      return super.leaseIn(slot).map(this::other);
    }
  }

  static final class OtherEpochs extends OtherLeases {
    OtherEpochs(ReferenceBackend backend, String key) {
      super(backend, key);
    }

    @Override
    LeaseStatus other(LeaseStatus lease) {
      return new LeaseStatus(
          lease.owner(), OptionalLong.of(lease.epoch().orElseThrow() - 1), lease.left());
    }

    @Override
    public boolean revoke(LeaseStatus lease, Deadline deadline) throws IOException {
      return backend.revoke(key, lease.owner(), lease.epoch().orElseThrow() + 1, deadline);
    }
  }

  static final class NoEpochs extends OtherLeases {
    NoEpochs(ReferenceBackend backend, String key) {
      super(backend, key);
    }

    private long epoch;

    @Override
    LeaseStatus other(LeaseStatus lease) {
      epoch = lease.epoch().orElseThrow();
      return new LeaseStatus(lease.owner(), OptionalLong.empty(), lease.left());
    }

    @Override
    public boolean revoke(LeaseStatus lease, Deadline deadline) throws IOException {
      return backend.revoke(key, lease.owner(), lease.epoch().orElse(epoch), deadline);
    }
  }

  static final class MoreThanTheLease extends OtherLeases {
    MoreThanTheLease(ReferenceBackend backend, String key) {
      super(backend, key);
    }

    @Override
    LeaseStatus other(LeaseStatus lease) {
      return new LeaseStatus(
          lease.owner(), lease.epoch(), lease.left().map(Duration.ofSeconds(2)::plus));
    }
  }

  static final class DeadLeases extends ReferenceStore {
    DeadLeases(ReferenceBackend backend, String key) {
      super(backend, key);
    }

    @Override
    protected Optional<LeaseStatus> leaseIn(Slot slot) {
      Optional<LeaseStatus> dead =
          Optional.ofNullable(slot.owner)
              .map(
                  owner ->
                      new LeaseStatus(
                          owner, OptionalLong.of(slot.epoch), Optional.of(Duration.ofMillis(1))));
      return super.leaseIn(slot).or(() -> dead);
    }
  }

  /** Names whom it named before, and leaves out how long the lease has left. */
  static final class ReleasedLeases extends ReferenceStore {
    private Optional<LeaseStatus> last = Optional.empty();

    ReleasedLeases(ReferenceBackend backend, String key) {
      super(backend, key);
    }

    @Override
    protected Optional<LeaseStatus> leaseIn(Slot slot) {
      last =
          super.leaseIn(slot)
              .map(lease -> new LeaseStatus(lease.owner(), lease.epoch(), Optional.empty()))
              .or(() -> last);
      return last;
    }

    @Override
    public boolean revoke(LeaseStatus lease, Deadline deadline) throws IOException {
      last = Optional.empty();
      return super.revoke(lease, deadline);
    }
  }

  static final class DeadEntries extends ReferenceStore {
    private Optional<EntryStatus> last = Optional.empty();

    DeadEntries(ReferenceBackend backend, String key) {
      super(backend, key);
    }

    @Override
    protected Optional<EntryStatus> entryIn(Slot slot) {
      last = super.entryIn(slot).or(() -> slot.entry == null ? Optional.empty() : last);
      return last;
    }
  }

  /** What the right store says about an entry, and changed. */
  abstract static class OtherEntries extends ReferenceStore {
    OtherEntries(ReferenceBackend backend, String key) {
      super(backend, key);
    }

    abstract EntryStatus other(EntryStatus entry);

    @Override
    protected Optional<EntryStatus> entryIn(Slot slot) {
      return super.entryIn(slot).map(this::other);
    }
  }

  static final class OtherLengths extends OtherEntries {
    OtherLengths(ReferenceBackend backend, String key) {
      super(backend, key);
    }

    @Override
    EntryStatus other(EntryStatus entry) {
      return new EntryStatus(
          entry.stamp(),
          entry.storedBytes() + 40,
          entry.sincePublish(),
          entry.sinceTouch(),
          entry.left());
    }
  }

  static final class OtherAges extends OtherEntries {
    OtherAges(ReferenceBackend backend, String key) {
      super(backend, key);
    }

    @Override
    EntryStatus other(EntryStatus entry) {
      return new EntryStatus(
          entry.stamp(),
          entry.storedBytes(),
          entry.sincePublish().map(Duration.ofMinutes(5)::plus),
          entry.sinceTouch(),
          entry.left());
    }
  }

  static final class RenewalsAreNoTouch extends OtherEntries {
    RenewalsAreNoTouch(ReferenceBackend backend, String key) {
      super(backend, key);
    }

    @Override
    EntryStatus other(EntryStatus entry) {
      return new EntryStatus(
          entry.stamp(),
          entry.storedBytes(),
          entry.sincePublish(),
          entry.sincePublish(),
          entry.left());
    }
  }

  static final class RenewalsArePublishes extends OtherEntries {
    RenewalsArePublishes(ReferenceBackend backend, String key) {
      super(backend, key);
    }

    @Override
    EntryStatus other(EntryStatus entry) {
      return new EntryStatus(
          entry.stamp(), entry.storedBytes(), entry.sinceTouch(), entry.sinceTouch(), entry.left());
    }
  }

  static final class MakesStatusUp extends ReferenceStore {
    MakesStatusUp(ReferenceBackend backend, String key) {
      super(backend, key);
    }

    @Override
    public StoreStatus inspect(Deadline deadline) {
      try {
        return super.inspect(deadline);
      } catch (IOException e) {
        return new StoreStatus(Optional.empty(), Optional.empty());
      }
    }
  }
}

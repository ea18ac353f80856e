package io.flagcache.conformance.reference;

import io.flagcache.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Backends that each measure a lease or the life of an entry wrongly in one way. */
final class BrokenTimes {

  private BrokenTimes() {}

  /** Another end of each lease that is granted or renewed. */
  abstract static class OtherLeases extends ReferenceBackend {

    /**
     * When the lease is to end.
     *
     * @param before when it would have ended if it had not been renewed; 0 if it is new
     */
    abstract long end(Slot slot, long before, Duration lease);

    @Override
    final Lease acquire(
        String key, String owner, Duration lease, Duration ttl, Duration skew, Deadline deadline)
        throws IOException {
      long before = endOf(key, owner);
      Lease answer = super.acquire(key, owner, lease, ttl, skew, deadline);
      if (answer.held()) {
        changeSlot(key, slot -> setEnd(slot, end(slot, before, lease)));
      }
      return answer;
    }

    private synchronized long endOf(String key, String owner) {
      Slot slot = slot(key);
      return owner.equals(slot.owner) && isHeld(slot, Duration.ZERO) ? slot.leaseEnd : 0;
    }

    private void setEnd(Slot slot, long end) {
      slot.leaseEnd = end;
      slot.leaseNanos = Math.max(slot.leaseNanos, end - now());
    }

    final long now() {
      return clock().getAsLong();
    }
  }

  static final class LongLeases extends OtherLeases {
    @Override
    long end(Slot slot, long before, Duration lease) {
      return now() + 3 * lease.toNanos();
    }
  }

  static final class HalfLeases extends OtherLeases {
    @Override
    long end(Slot slot, long before, Duration lease) {
      return now() + lease.toNanos() / 2;
    }
  }

  static final class LongRenewals extends OtherLeases {
    @Override
    long end(Slot slot, long before, Duration lease) {
      return before == 0 ? slot.leaseEnd : Math.max(before, now()) + lease.toNanos();
    }
  }

  /** As one that saves writes. */
  static final class LateRenewals extends OtherLeases {
    @Override
    long end(Slot slot, long before, Duration lease) {
      return before - now() > lease.toNanos() / 2 ? before : slot.leaseEnd;
    }
  }

  static final class EarlyRenewals extends OtherLeases {
    @Override
    long end(Slot slot, long before, Duration lease) {
      return before != 0 && before - now() < lease.toNanos() / 2 ? before : slot.leaseEnd;
    }
  }

  static final class LatestEnds extends OtherLeases {
    @Override
    long end(Slot slot, long before, Duration lease) {
      return Math.max(before, slot.leaseEnd);
    }
  }

  static final class PublishingRenews extends ReferenceBackend {
    @Override
    boolean publish(String key, String owner, StoredEntry entry, Duration ttl, Deadline deadline)
        throws IOException {
      boolean published = super.publish(key, owner, entry, ttl, deadline);
      if (published) {
        changeSlot(key, slot -> slot.leaseEnd = clock().getAsLong() + slot.leaseNanos);
      }
      return published;
    }
  }

  static final class FillingRenews extends ReferenceBackend {
    @Override
    boolean fill(String key, StoredEntry entry, Duration ttl, Deadline deadline)
        throws IOException {
      changeSlot(key, slot -> slot.leaseEnd = clock().getAsLong() + slot.leaseNanos);
      return super.fill(key, entry, ttl, deadline);
    }
  }

  /** Another end of the entry that a lease prolongs. */
  abstract static class OtherProlongations extends ReferenceBackend {

    /** When the entry is to end that would have ended before, and then after. */
    abstract long end(boolean renewal, long before, long after, Duration lease, Duration ttl);

    @Override
    final Lease acquire(
        String key, String owner, Duration lease, Duration ttl, Duration skew, Deadline deadline)
        throws IOException {
      boolean renewal = isOwn(key, owner);
      long before = endOf(key);
      Lease answer = super.acquire(key, owner, lease, ttl, skew, deadline);
      if (answer.held() && answer.entry().isPresent()) {
        changeSlot(key, slot -> slot.entryEnd = end(renewal, before, slot.entryEnd, lease, ttl));
      }
      return answer;
    }

    private synchronized boolean isOwn(String key, String owner) {
      return owner.equals(slot(key).owner);
    }

    private synchronized long endOf(String key) {
      return slot(key).entryEnd;
    }
  }

  static final class ProlongByTheLease extends OtherProlongations {
    @Override
    long end(boolean renewal, long before, long after, Duration lease, Duration ttl) {
      return clock().getAsLong() + lease.toNanos();
    }
  }

  static final class TakeOversDoNotProlong extends OtherProlongations {
    @Override
    long end(boolean renewal, long before, long after, Duration lease, Duration ttl) {
      return renewal ? after : before;
    }
  }

  static final class RenewalsDoNotProlong extends OtherProlongations {
    @Override
    long end(boolean renewal, long before, long after, Duration lease, Duration ttl) {
      return renewal ? before : after;
    }
  }

  static final class ProlongLate extends OtherProlongations {
    @Override
    long end(boolean renewal, long before, long after, Duration lease, Duration ttl) {
      return before - clock().getAsLong() > ttl.toNanos() / 2 ? before : after;
    }
  }

  static final class ProlongTooMuch extends OtherProlongations {
    @Override
    long end(boolean renewal, long before, long after, Duration lease, Duration ttl) {
      return before + ttl.toNanos();
    }
  }

  static final class TakeOversRevive extends ReferenceBackend {
    @Override
    Lease acquire(
        String key, String owner, Duration lease, Duration ttl, Duration skew, Deadline deadline)
        throws IOException {
      long before = epochOf(key);
      Lease answer = super.acquire(key, owner, lease, ttl, skew, deadline);
      if (answer.held() && answer.epoch() != before) {
        changeSlot(key, slot -> slot.entryEnd = clock().getAsLong() + ttl.toNanos());
      }
      return answer;
    }

    private synchronized long epochOf(String key) {
      return slot(key).epoch;
    }
  }

  static final class LongEntries extends ReferenceBackend {
    @Override
    boolean publish(String key, String owner, StoredEntry entry, Duration ttl, Deadline deadline)
        throws IOException {
      return super.publish(key, owner, entry, ttl.multipliedBy(3), deadline);
    }
  }

  static final class HalfEntries extends ReferenceBackend {
    @Override
    boolean publish(String key, String owner, StoredEntry entry, Duration ttl, Deadline deadline)
        throws IOException {
      return super.publish(key, owner, entry, ttl.dividedBy(2), deadline);
    }
  }

  /** As one that sets an expiry only on a key that has none. */
  static final class FirstPublicationCounts extends ReferenceBackend {
    @Override
    boolean publish(String key, String owner, StoredEntry entry, Duration ttl, Deadline deadline)
        throws IOException {
      Optional<Long> before = endIfLive(key);
      boolean published = super.publish(key, owner, entry, ttl, deadline);
      before.ifPresent(end -> changeSlot(key, slot -> slot.entryEnd = end));
      return published;
    }

    private synchronized Optional<Long> endIfLive(String key) {
      return isLive(slot(key)) ? Optional.of(slot(key).entryEnd) : Optional.empty();
    }
  }

  static final class ReadingProlongs extends ReferenceBackend {
    @Override
    Optional<StoredEntry> read(String key, StoredEntry.Stamp known, int maxBytes, Deadline deadline)
        throws IOException {
      changeSlot(key, slot -> renewEntry(slot, Duration.ofHours(1)));
      return super.read(key, known, maxBytes, deadline);
    }
  }

  static final class RefusedFillsProlong extends ReferenceBackend {
    @Override
    boolean fill(String key, StoredEntry entry, Duration ttl, Deadline deadline)
        throws IOException {
      changeSlot(key, slot -> renewEntry(slot, ttl));
      return super.fill(key, entry, ttl, deadline);
    }
  }

  static final class RefusedPublishesProlong extends ReferenceBackend {
    @Override
    boolean publish(String key, String owner, StoredEntry entry, Duration ttl, Deadline deadline)
        throws IOException {
      boolean published = super.publish(key, owner, entry, ttl, deadline);
      if (!published) {
        changeSlot(key, slot -> renewEntry(slot, ttl));
      }
      return published;
    }
  }
}

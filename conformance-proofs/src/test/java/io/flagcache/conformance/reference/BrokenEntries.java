package io.flagcache.conformance.reference;

import io.flagcache.Deadline;
import io.flagcache.conformance.internal.Await;
import io.flagcache.conformance.reference.StoredEntry.Stamp;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;

/** Backends whose entries break a rule of the store primitives. */
final class BrokenEntries {

  private BrokenEntries() {}

  static final class PublishesAnyEpoch extends ReferenceBackend {
    @Override
    protected boolean mayPublish(Slot slot, String owner, StoredEntry entry) {
      return owner.equals(slot.owner);
    }
  }

  static final class PublishesInTwoSteps extends ReferenceBackend {
    @Override
    boolean publish(String key, String owner, StoredEntry entry, Duration ttl, Deadline deadline)
        throws IOException {
      return exchange(deadline, false, () -> mayPublish(slot(key), owner, entry))
          && exchange(
              deadline,
              true,
              () -> {
                store(slot(key), entry, ttl);
                return true;
              });
    }

    @Override
    protected boolean locksWhileItChanges() {
      return false;
    }
  }

  static final class DemandsALivingLease extends ReferenceBackend {
    @Override
    protected boolean mayPublish(Slot slot, String owner, StoredEntry entry) {
      return super.mayPublish(slot, owner, entry) && slot.leaseEnd > clock().getAsLong();
    }
  }

  static final class FillsInTwoSteps extends ReferenceBackend {
    @Override
    boolean fill(String key, StoredEntry entry, Duration ttl, Deadline deadline)
        throws IOException {
      return exchange(deadline, false, () -> !isLive(slot(key)))
          && exchange(
              deadline,
              true,
              () -> {
                store(slot(key), entry, ttl);
                return true;
              });
    }

    @Override
    protected boolean locksWhileItChanges() {
      return false;
    }
  }

  static final class CutsPayloads extends ReferenceBackend {
    private static final int LONGEST = 400 * 1024;

    @Override
    boolean publish(String key, String owner, StoredEntry entry, Duration ttl, Deadline deadline)
        throws IOException {
      byte[] cut = Arrays.copyOf(entry.json(), Math.min(LONGEST, entry.json().length));
      return super.publish(key, owner, entry.withJson(cut), ttl, deadline);
    }
  }

  /** Writes the stamp first, and the payload a moment later. */
  static final class TearsEntries extends ReferenceBackend {
    @Override
    boolean publish(String key, String owner, StoredEntry entry, Duration ttl, Deadline deadline)
        throws IOException {
      byte[] before = payloadOf(key);
      if (before != null) {
        super.publish(key, owner, entry.withJson(before), ttl, deadline);
        awaitRead();
      }
      return super.publish(key, owner, entry, ttl, deadline);
    }

    /** Lets a reader come between, if there is one. */
    private void awaitRead() {
      long before = cost().roundTrips();
      Await.until(
          Duration.ofMillis(200), Duration.ofMillis(1), () -> cost().roundTrips() > before + 1);
    }

    private synchronized byte[] payloadOf(String key) {
      StoredEntry entry = slot(key).entry;
      return entry == null ? null : entry.json();
    }
  }

  static final class DiscardsAnything extends ReferenceBackend {
    @Override
    void discard(String key, Stamp stamp, Deadline deadline) throws IOException {
      exchange(deadline, true, () -> slot(key).entry = null);
    }
  }

  static final class DiscardsByHash extends ReferenceBackend {
    @Override
    void discard(String key, Stamp stamp, Deadline deadline) throws IOException {
      exchange(
          deadline,
          true,
          () -> {
            Slot slot = slot(key);
            if (stampOf(slot).filter(found -> found.hash().equals(stamp.hash())).isPresent()) {
              slot.entry = null;
            }
            return true;
          });
    }
  }

  static final class DiscardsInTwoSteps extends ReferenceBackend {
    @Override
    void discard(String key, Stamp stamp, Deadline deadline) throws IOException {
      if (stamp(key, deadline).filter(stamp::equals).isPresent()) {
        exchange(deadline, true, () -> slot(key).entry = null);
      }
    }

    @Override
    protected boolean locksWhileItChanges() {
      return false;
    }
  }

  static final class DieEarly extends ReferenceBackend {
    @Override
    boolean fill(String key, StoredEntry entry, Duration ttl, Deadline deadline)
        throws IOException {
      return super.fill(key, entry, ttl.dividedBy(20), deadline);
    }
  }

  static final class IgnoresDeadlines extends ReferenceBackend {
    @Override
    protected void awaitAnswer(Deadline deadline) throws IOException {
      super.awaitAnswer(Deadline.after(Duration.ofMinutes(1)));
    }
  }
}

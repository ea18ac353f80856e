package io.flagcache.conformance.reference;

import io.flagcache.Deadline;
import io.flagcache.core.store.Entry;
import io.flagcache.core.store.EntryStamp;
import io.flagcache.core.store.LeaseAnswer;
import io.flagcache.core.store.LeaseRequest;
import io.flagcache.core.store.ReadAnswer;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Stores that keep others waiting, end what is not theirs, or talk too much. */
final class BrokenStoreManners {

  private BrokenStoreManners() {}

  /** As a lock that is tried for some time. */
  static final class ContendersTryForAWhile extends ReferenceBackend {
    @Override
    Lease acquire(
        String key, String owner, Duration lease, Duration ttl, Duration skew, Deadline deadline)
        throws IOException {
      Duration some = deadline.remaining().dividedBy(2);
      long end = System.nanoTime() + some.toNanos();
      while (isChanging() && System.nanoTime() - end < 0) {
        LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
      }
      return super.acquire(key, owner, lease, ttl, skew, deadline);
    }
  }

  static final class DropsPunctuation extends ReferenceStore {
    DropsPunctuation(ReferenceBackend backend, String key) {
      super(backend, key.replaceAll("[^A-Za-z0-9]+$", ""));
    }
  }

  /** As where a key has parts. */
  static final class EndsAtAColon extends ReferenceStore {
    EndsAtAColon(ReferenceBackend backend, String key) {
      super(backend, key.replaceAll(":.*", ""));
    }
  }

  /** Gives each of two requests the whole deadline. */
  static final class CountsAnew extends ReferenceStore {
    CountsAnew(ReferenceBackend backend, String key) {
      super(backend, key);
    }

    @Override
    public ReadAnswer read(Optional<EntryStamp> known, Deadline deadline) throws IOException {
      Duration whole = deadline.remaining();
      try {
        backend.stamp(key, Deadline.after(whole));
      } catch (IOException e) {
        return super.read(known, Deadline.after(whole.plusSeconds(1)));
      }
      return super.read(known, deadline);
    }
  }

  static final class PublishesWithoutEnd extends ReferenceStore {
    PublishesWithoutEnd(ReferenceBackend backend, String key) {
      super(backend, key);
    }

    @Override
    public boolean publish(String owner, Entry entry, Duration ttl, Deadline deadline)
        throws IOException {
      return super.publish(owner, entry, ttl, Deadline.after(Duration.ofMinutes(1)));
    }
  }

  static final class DropsTheEntryWhenClosed extends ReferenceStore {
    DropsTheEntryWhenClosed(ReferenceBackend backend, String key) {
      super(backend, key);
    }

    @Override
    public void close() {
      backend.changeSlot(key, slot -> slot.entry = slot.owner == null ? slot.entry : null);
      super.close();
    }
  }

  /** As the end of a session that holds the lock. */
  static final class EndsItsLeaseWhenClosed extends ReferenceStore {
    private String owner = "";

    EndsItsLeaseWhenClosed(ReferenceBackend backend, String key) {
      super(backend, key);
    }

    @Override
    public LeaseAnswer acquireOrRenew(LeaseRequest request, Deadline deadline) throws IOException {
      owner = request.owner();
      return super.acquireOrRenew(request, deadline);
    }

    @Override
    public void close() {
      backend.changeSlot(
          key, slot -> slot.leaseEnd -= owner.equals(slot.owner) ? slot.leaseNanos : 0);
      super.close();
    }
  }

  static final class NamesItsUrl extends ReferenceStore {
    NamesItsUrl(ReferenceBackend backend, String key) {
      super(backend, key);
    }

    @Override
    public String toString() {
      return "reference://user:" + ReferenceFaults.SECRET + "@memory/" + key;
    }
  }

  /** Redacts its own message, and hands the client's on. */
  static final class PassesTheCauseOn extends ReferenceStore {
    PassesTheCauseOn(ReferenceBackend backend, String key) {
      super(backend, key);
    }

    @Override
    public Optional<EntryStamp> stamp(Deadline deadline) throws IOException {
      try {
        return super.stamp(deadline);
      } catch (IOException e) {
        String clients = "auth failed for user:" + ReferenceFaults.SECRET;
        throw new IOException("Cannot ask for the stamp", new IOException(clients, e));
      }
    }
  }

  static final class NamesTheLastOwner extends ReferenceStore {
    NamesTheLastOwner(ReferenceBackend backend, String key) {
      super(backend, key);
    }

    @Override
    public String toString() {
      String[] owner = {"nobody"};
      backend.changeSlot(key, slot -> owner[0] = slot.owner == null ? owner[0] : slot.owner);
      return "reference, led by " + owner[0];
    }
  }
}

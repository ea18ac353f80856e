package io.flagcache.conformance.reference;

import io.flagcache.Deadline;
import io.flagcache.conformance.BackendCost;
import io.flagcache.conformance.reference.StoredEntry.Stamp;
import io.flagcache.conformance.store.StoreFixture.EpochField;
import io.flagcache.core.store.EpochRule;
import io.flagcache.core.store.ReadAnswer.TooLong;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** A shared backend in memory, with one clock, and with every fault that the kit knows. */
class ReferenceBackend {

  /** One fleet's lease and entry. */
  protected static final class Slot {
    String owner;
    long epoch;
    long leaseEnd;
    long leaseNanos;
    StoredEntry entry;
    long entryPublished;
    long entryTouched;
    long entryEnd;
  }

  /** The answer to a lease request. */
  record Lease(boolean held, long epoch, Optional<Stamp> entry) {}

  private final Map<String, Slot> slots = new HashMap<>();
  private LongSupplier clock = System::nanoTime;
  private boolean cut;
  private boolean hanging;
  private boolean losing;
  private Runnable stepIn;
  private boolean stepInLocks;
  private boolean changing;
  private int connections;
  private long roundTrips;
  private long payloadBytes;

  /** Measures all times by another clock, to begin with. */
  final void runOn(LongSupplier clock) {
    this.clock = clock;
  }

  final LongSupplier clock() {
    return clock;
  }

  final synchronized void connect() {
    connections++;
  }

  final synchronized void disconnect() {
    connections--;
  }

  final synchronized int connections() {
    return connections;
  }

  Lease acquire(
      String key, String owner, Duration lease, Duration ttl, Duration skew, Deadline deadline)
      throws IOException {
    if (isChanging()) {
      return exchangeMeanwhile(() -> new Lease(false, slot(key).epoch, stampOf(slot(key))));
    }
    return exchange(
        deadline,
        true,
        () -> {
          Slot slot = slot(key);
          boolean renews = owner.equals(slot.owner) && isHeld(slot, skew);
          if (!renews && slot.owner != null && isHeld(slot, skew)) {
            return new Lease(false, slot.epoch, stampOf(slot));
          }
          if (renews) {
            renewLease(slot, lease, skew);
          } else {
            slot.epoch = nextEpoch(slot);
            slot.owner = owner;
            beginLease(slot, lease, skew);
          }
          renewEntry(slot, ttl);
          slot.entryTouched = clock.getAsLong();
          return new Lease(true, slot.epoch, stampOf(slot));
        });
  }

  private void beginLease(Slot slot, Duration lease, Duration skew) {
    slot.leaseNanos = lease.toNanos();
    slot.leaseEnd = leaseClock(skew) + slot.leaseNanos;
  }

  protected void renewLease(Slot slot, Duration lease, Duration skew) {
    beginLease(slot, lease, skew);
  }

  boolean publish(String key, String owner, StoredEntry entry, Duration ttl, Deadline deadline)
      throws IOException {
    return exchange(
        deadline,
        true,
        () -> {
          Slot slot = slot(key);
          if (!mayPublish(slot, owner, entry)) {
            return false;
          }
          store(slot, entry, ttl);
          return true;
        });
  }

  boolean fill(String key, StoredEntry entry, Duration ttl, Deadline deadline) throws IOException {
    return exchange(
        deadline,
        true,
        () -> {
          Slot slot = slot(key);
          if (isLive(slot)) {
            return false;
          }
          store(slot, entry, ttl);
          return true;
        });
  }

  /** A lease that reaches further ahead than its length is damaged. */
  protected boolean isHeld(Slot slot, Duration skew) {
    long left = slot.leaseEnd - leaseClock(skew);
    return left > 0 && left <= slot.leaseNanos;
  }

  /**
   * Reads the entry; one that is known comes without its document, and of one that is too long
   * comes the start.
   */
  Optional<StoredEntry> read(String key, Stamp known, int maxBytes, Deadline deadline)
      throws IOException {
    return exchange(
        deadline,
        false,
        () -> {
          Slot slot = slot(key);
          if (!isLive(slot)) {
            return Optional.empty();
          }
          if (slot.entry.stamp().equals(known)) {
            return Optional.of(slot.entry.withJson(new byte[0]));
          }
          StoredEntry found = slot.entry;
          if (found.json().length > maxBytes) {
            found = found.startOf(TooLong.START_BYTES);
          }
          payloadBytes += found.json().length;
          return Optional.of(found);
        });
  }

  Optional<Stamp> stamp(String key, Deadline deadline) throws IOException {
    return exchange(deadline, false, () -> stampOf(slot(key)));
  }

  void discard(String key, Stamp stamp, Deadline deadline) throws IOException {
    exchange(
        deadline,
        true,
        () -> {
          Slot slot = slot(key);
          if (stampOf(slot).filter(stamp::equals).isPresent()) {
            slot.entry = null;
          }
          return true;
        });
  }

  void release(String key, String owner, long epoch, Deadline deadline) throws IOException {
    exchange(
        deadline,
        true,
        () -> {
          Slot slot = slot(key);
          if (owner.equals(slot.owner) && slot.epoch == epoch) {
            slot.owner = null;
          }
          return true;
        });
  }

  /** Reads everything, and changes nothing. */
  <T> T inspect(String key, Function<Slot, T> read, Deadline deadline) throws IOException {
    return exchange(deadline, false, () -> read.apply(slot(key)));
  }

  boolean revoke(String key, String owner, long epoch, Deadline deadline) throws IOException {
    return exchange(
        deadline,
        true,
        () -> {
          Slot slot = slot(key);
          boolean present = owner.equals(slot.owner) && slot.epoch == epoch;
          if (present) {
            slot.owner = null;
          }
          return present;
        });
  }

  protected long nextEpoch(Slot slot) {
    return EpochRule.next(slot.epoch, 0, entryEpochOf(slot));
  }

  protected final long entryEpochOf(Slot slot) {
    return stampOf(slot).map(Stamp::epoch).orElse(0L);
  }

  /** The clock that leases are measured by: the backend's own, whatever the worker's shows. */
  protected long leaseClock(Duration workersSkew) {
    return clock.getAsLong();
  }

  protected boolean mayPublish(Slot slot, String owner, StoredEntry entry) {
    return owner.equals(slot.owner) && slot.epoch == entry.stamp().epoch();
  }

  protected boolean isLive(Slot slot) {
    return slot.entry != null && slot.entryEnd > clock.getAsLong();
  }

  protected void renewEntry(Slot slot, Duration ttl) {
    if (isLive(slot)) {
      slot.entryEnd = clock.getAsLong() + ttl.toNanos();
    }
  }

  protected final void store(Slot slot, StoredEntry entry, Duration ttl) {
    payloadBytes += entry.json().length;
    slot.entry = entry;
    slot.entryPublished = clock.getAsLong();
    slot.entryTouched = slot.entryPublished;
    slot.entryEnd = slot.entryPublished + ttl.toNanos();
  }

  protected final Slot slot(String key) {
    return slots.computeIfAbsent(key, absent -> new Slot());
  }

  protected final Optional<Stamp> stampOf(Slot slot) {
    return isLive(slot) ? Optional.of(slot.entry.stamp()) : Optional.empty();
  }

  /**
   * One round trip: all of it, or as much as the present fault leaves. Nobody changes anything
   * while somebody steps in before it.
   */
  protected final <T> T exchange(Deadline deadline, boolean writes, Supplier<T> operation)
      throws IOException {
    Runnable intrusion = begin(deadline, writes);
    intrusion.run();
    return end(writes, operation);
  }

  private synchronized Runnable begin(Deadline deadline, boolean writes) throws IOException {
    awaitAnswer(deadline);
    if (cut) {
      throw new ConnectException("The backend is out of reach");
    }
    roundTrips++;
    if (!writes || stepIn == null) {
      return () -> {};
    }
    Runnable intrusion = stepIn;
    stepIn = null;
    changing = stepInLocks && locksWhileItChanges();
    return intrusion;
  }

  private synchronized <T> T end(boolean writes, Supplier<T> operation) throws IOException {
    changing = false;
    notifyAll();
    T result = operation.get();
    if (writes && losing) {
      losing = false;
      throw new IOException("The connection broke before the answer came");
    }
    return result;
  }

  protected boolean locksWhileItChanges() {
    return true;
  }

  /** Whether somebody is in the middle of a change, for which a lease request does not wait. */
  protected synchronized boolean isChanging() {
    return changing;
  }

  private synchronized <T> T exchangeMeanwhile(Supplier<T> question) {
    roundTrips++;
    return question.get();
  }

  protected void awaitAnswer(Deadline deadline) throws IOException {
    while (hanging || changing) {
      if (deadline.hasPassed()) {
        throw new SocketTimeoutException("The backend does not answer");
      }
      try {
        wait(deadline.remaining().toMillis() + 1);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted");
      }
    }
  }

  final synchronized void cut(boolean cut) {
    this.cut = cut;
  }

  final synchronized void hang(boolean hanging) {
    this.hanging = hanging;
    notifyAll();
  }

  /**
   * Lets the next epoch be larger than one that a worker has observed before the data was lost, or
   * an old copy of it was restored.
   */
  synchronized void raiseEpoch(String key, String owner, long floor) {
    Slot slot = slot(key);
    if (owner.equals(slot.owner) && !keepsEpoch(slot, floor)) {
      slot.owner = null;
    }
    if (slot.owner == null || !isHeld(slot, Duration.ZERO)) {
      slot.epoch = Math.max(EpochRule.plausible(slot.epoch), floor);
    }
  }

  protected boolean keepsEpoch(Slot slot, long floor) {
    return EpochRule.keeps(slot.epoch, floor);
  }

  final synchronized void forgeEpoch(String key, EpochField field, long epoch) {
    Slot slot = slot(key);
    if (field == EpochField.LEASE) {
      slot.epoch = epoch;
    } else {
      Stamp stamp = slot.entry.stamp();
      slot.entry =
          new StoredEntry(new Stamp(epoch, stamp.sequence(), stamp.hash()), slot.entry.json());
    }
  }

  final synchronized void stepInBeforeNextWrite(Runnable action) {
    stepIn = action;
    stepInLocks = true;
  }

  /** The same, in a backend that needs no lock, since it compares in the step that writes. */
  final synchronized void stepInBeforeNextRequest(Runnable action) {
    stepIn = action;
    stepInLocks = false;
  }

  final synchronized boolean isCut() {
    return cut;
  }

  final synchronized boolean isHanging() {
    return hanging;
  }

  final synchronized void loseNextReply() {
    losing = true;
  }

  final synchronized void wipe() {
    slots.clear();
  }

  final synchronized void changeSlot(String key, Consumer<Slot> change) {
    change.accept(slot(key));
  }

  final synchronized void changeEntry(String key, UnaryOperator<StoredEntry> change) {
    Slot slot = slot(key);
    slot.entry = change.apply(slot.entry);
  }

  final synchronized BackendCost cost() {
    return new BackendCost(roundTrips, payloadBytes);
  }
}

package io.flagcache.core.memory;

import io.flagcache.Deadline;
import io.flagcache.core.store.Entry;
import io.flagcache.core.store.EntryStamp;
import io.flagcache.core.store.EpochRule;
import io.flagcache.core.store.FlagCacheStore;
import io.flagcache.core.store.LeaseAnswer;
import io.flagcache.core.store.LeaseRequest;
import io.flagcache.core.store.ReadAnswer;
import io.flagcache.core.store.StoreStatus;
import io.flagcache.core.store.StoreStatus.EntryStatus;
import io.flagcache.core.store.StoreStatus.LeaseStatus;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A backend in the memory of one process, for tests of applications and of the contract: several
 * providers share it as workers share a server, and it can fail as a server does. It keeps what it
 * is given until the process ends.
 *
 * <p>Safe for use by several threads.
 */
public final class InMemoryBackend {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition stateChanged = lock.newCondition();
  private final Map<String, Slot> slots = new HashMap<>();
  private final LongSupplier nanoTime;
  private State state = State.UP;

  private enum State {
    UP,
    DOWN,
    HANGING
  }

  /** Makes an empty backend. */
  public InMemoryBackend() {
    this(System::nanoTime);
  }

  /**
   * Makes an empty backend on a clock of the caller's.
   *
   * @param nanoTime a monotonic clock in nanoseconds, as {@link System#nanoTime()}
   */
  public InMemoryBackend(LongSupplier nanoTime) {
    this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime");
  }

  /** From now on every call fails at once, as with a server that is down. The data stays. */
  public void cut() {
    become(State.DOWN);
  }

  /** From now on every call waits until its deadline and fails, as with a server that hangs. */
  public void hang() {
    become(State.HANGING);
  }

  /** Calls work again. */
  public void restore() {
    become(State.UP);
  }

  /** Forgets everything, leases and epochs included, as a server that restarts empty. */
  public void wipe() {
    lock.lock();
    try {
      slots.clear();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Replaces the payload of a stored entry, leaving its stamp as it is.
   *
   * @param serviceKey whose entry
   * @param payload what a reader will find
   * @throws IllegalStateException if there is no entry
   */
  public void damage(String serviceKey, byte[] payload) {
    damage(
        serviceKey,
        stored -> {
          Entry entry =
              stored
                  .entry()
                  .orElseThrow(
                      () ->
                          new IllegalStateException(
                              "There is no entry of " + serviceKey + " to damage"));
          return stored.withEntry(new Entry(entry.stamp(), payload.clone()));
        });
  }

  /**
   * Replaces what is stored, as damage would.
   *
   * @param serviceKey whose lease and entry
   * @param damage makes what stands there from now on of what stands there
   */
  public void damage(String serviceKey, UnaryOperator<InMemoryState> damage) {
    lock.lock();
    try {
      Slot slot = slots.computeIfAbsent(serviceKey, key -> new Slot());
      slot.become(damage.apply(slot.stored()));
    } finally {
      lock.unlock();
    }
  }

  /**
   * The store of one service key.
   *
   * @param serviceKey separates fleets
   * @return a new store over this backend, for payloads of any length
   */
  public FlagCacheStore store(String serviceKey) {
    return store(serviceKey, Integer.MAX_VALUE);
  }

  /**
   * The store of one service key.
   *
   * @param serviceKey separates fleets
   * @param maxPayloadBytes how long a payload may be to be read
   * @return a new store over this backend
   */
  public FlagCacheStore store(String serviceKey, int maxPayloadBytes) {
    return new Store(serviceKey, maxPayloadBytes);
  }

  private void become(State newState) {
    lock.lock();
    try {
      state = newState;
      stateChanged.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private final class Store implements FlagCacheStore {

    private final String serviceKey;
    private final int maxPayloadBytes;

    Store(String serviceKey, int maxPayloadBytes) {
      this.serviceKey = serviceKey;
      this.maxPayloadBytes = maxPayloadBytes;
    }

    @Override
    public LeaseAnswer acquireOrRenew(LeaseRequest request, Deadline deadline) throws Exception {
      return inTurn(
          deadline,
          slot -> {
            long now = nanoTime.getAsLong();
            boolean own = request.owner().equals(slot.owner);
            if (!own && slot.owner != null && isLive(left(slot), slot)) {
              return new LeaseAnswer.HeldByOther(slot.epoch, stampIn(slot));
            }
            slot.entry = live(slot);
            long entryEpoch = slot.entry == null ? 0 : slot.entry.stamp().epoch();
            slot.owner = request.owner();
            slot.epoch = EpochRule.granted(own, slot.epoch, request.epochFloor(), entryEpoch);
            slot.leaseNanos = request.lease().toNanos();
            slot.leaseEnd = now + slot.leaseNanos;
            touch(slot, now, request.entryTtl());
            return new LeaseAnswer.Held(slot.epoch, stampIn(slot));
          });
    }

    @Override
    public boolean publish(String owner, Entry entry, Duration ttl, Deadline deadline)
        throws Exception {
      return inTurn(
          deadline,
          slot -> {
            if (!owner.equals(slot.owner) || entry.stamp().epoch() != slot.epoch) {
              return false;
            }
            put(slot, entry, ttl);
            return true;
          });
    }

    @Override
    public boolean publishIfAbsent(Entry entry, Duration ttl, Deadline deadline) throws Exception {
      return inTurn(
          deadline,
          slot -> {
            if (live(slot) != null) {
              return false;
            }
            put(slot, entry, ttl);
            return true;
          });
    }

    @Override
    public ReadAnswer read(Optional<EntryStamp> known, Deadline deadline) throws Exception {
      return inTurn(
          deadline,
          slot -> {
            Entry entry = live(slot);
            if (entry == null) {
              return new ReadAnswer.Absent();
            }
            if (known.filter(entry.stamp()::equals).isPresent()) {
              return new ReadAnswer.Unchanged();
            }
            byte[] payload = entry.payload();
            if (payload.length > maxPayloadBytes) { // S25
              return new ReadAnswer.TooLong(
                  entry.stamp(),
                  payload.length,
                  Arrays.copyOf(payload, Math.min(payload.length, ReadAnswer.TooLong.START_BYTES)));
            }
            return new ReadAnswer.Found(
                entry, Optional.of(Duration.ofNanos(nanoTime.getAsLong() - slot.entryPublished)));
          });
    }

    @Override
    public Optional<EntryStamp> stamp(Deadline deadline) throws Exception {
      return inTurn(deadline, this::stampIn);
    }

    @Override
    public void discard(EntryStamp stamp, Deadline deadline) throws Exception {
      inTurn(
          deadline,
          slot -> {
            if (stampIn(slot).filter(stamp::equals).isPresent()) {
              slot.entry = null;
            }
            return stamp;
          });
    }

    @Override
    public void release(String owner, long epoch, Deadline deadline) throws Exception {
      inTurn(
          deadline,
          slot -> {
            if (owner.equals(slot.owner) && epoch == slot.epoch) {
              slot.owner = null;
            }
            return owner;
          });
    }

    @Override
    public StoreStatus inspect(Deadline deadline) throws Exception {
      return inTurn(
          deadline,
          slot ->
              new StoreStatus(
                  leaseIn(slot),
                  Optional.ofNullable(live(slot)).map(entry -> statusOf(entry, slot))));
    }

    private long left(Slot slot) {
      return slot.leaseEnd - nanoTime.getAsLong();
    }

    /** A lease that reaches further ahead than it is long is damaged. */
    private boolean isLive(long left, Slot slot) {
      return left > 0 && left <= slot.leaseNanos; // H1, S24
    }

    private Optional<LeaseStatus> leaseIn(Slot slot) {
      long left = left(slot);
      return Optional.ofNullable(slot.owner)
          .filter(owner -> isLive(left, slot))
          .map(
              owner ->
                  new LeaseStatus(
                      owner, OptionalLong.of(slot.epoch), Optional.of(Duration.ofNanos(left))));
    }

    private EntryStatus statusOf(Entry entry, Slot slot) {
      long now = nanoTime.getAsLong();
      return new EntryStatus(
          entry.stamp(),
          entry.payload().length,
          Optional.of(Duration.ofNanos(now - slot.entryPublished)),
          Optional.of(Duration.ofNanos(now - slot.entryTouched)),
          Optional.of(Duration.ofNanos(slot.entryEnd - now)));
    }

    @Override
    public boolean revoke(LeaseStatus lease, Deadline deadline) throws Exception {
      return inTurn(
          deadline,
          slot -> {
            boolean present =
                lease.owner().equals(slot.owner)
                    && lease.epoch().equals(OptionalLong.of(slot.epoch));
            if (present) {
              slot.owner = null;
            }
            return present;
          });
    }

    @Override
    public void close() {
      // The backend is the user's.
    }

    @Override
    public String toString() {
      return "memory";
    }

    private Optional<EntryStamp> stampIn(Slot slot) {
      return Optional.ofNullable(live(slot)).map(Entry::stamp);
    }

    private @Nullable Entry live(Slot slot) {
      return nanoTime.getAsLong() - slot.entryEnd < 0 ? slot.entry : null;
    }

    private void put(Slot slot, Entry entry, Duration ttl) {
      slot.entry = entry;
      slot.entryPublished = nanoTime.getAsLong();
      touch(slot, slot.entryPublished, ttl);
    }

    private void touch(Slot slot, long now, Duration ttl) {
      slot.entryTouched = now;
      slot.entryEnd = now + ttl.toNanos();
    }

    private <T> T inTurn(Deadline deadline, Step<T> step) throws Exception {
      lock.lock();
      try {
        while (state == State.HANGING) {
          if (stateChanged.awaitNanos(deadline.remaining().toNanos()) <= 0) {
            throw new TimeoutException("The in-memory backend hangs, as it was told to");
          }
        }
        if (state == State.DOWN) {
          throw new IllegalStateException("The in-memory backend is down, as it was told to be");
        }
        return step.run(slots.computeIfAbsent(serviceKey, key -> new Slot()));
      } finally {
        lock.unlock();
      }
    }
  }

  private interface Step<T> {
    T run(Slot slot);
  }
}

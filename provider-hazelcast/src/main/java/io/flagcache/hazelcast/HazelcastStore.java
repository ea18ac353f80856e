package io.flagcache.hazelcast;

import com.hazelcast.core.HazelcastException;
import io.flagcache.Deadline;
import io.flagcache.core.Entry;
import io.flagcache.core.EntryStamp;
import io.flagcache.core.EpochRule;
import io.flagcache.core.FlagCacheStore;
import io.flagcache.core.LeaseAnswer;
import io.flagcache.core.LeaseAnswer.Held;
import io.flagcache.core.LeaseAnswer.HeldByOther;
import io.flagcache.core.LeaseRequest;
import io.flagcache.core.Observed;
import io.flagcache.core.ReadAnswer;
import io.flagcache.core.Role;
import io.flagcache.core.StoreStatus;
import io.flagcache.core.StoreStatus.EntryStatus;
import io.flagcache.core.StoreStatus.LeaseStatus;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The store primitives as conditional changes of one small record, with the payload beside it. */
final class HazelcastStore implements FlagCacheStore {

  /** How long a payload lives that no head names, because its publisher was killed or refused. */
  private static final Duration ORPHAN_LIFE = Duration.ofMinutes(10);

  /** Lifetimes of a map count in seconds, by a clock that may be another member's tomorrow. */
  private static final Duration SHORTEST_LIFE = Duration.ofMinutes(1);

  private final HazelcastSession session;
  private final LongSupplier nanoTime;
  private final Observed observed;
  private @Nullable String prolonged;
  private long prolongedAt;

  HazelcastStore(HazelcastSession session, LongSupplier nanoTime) {
    this.session = session;
    this.nanoTime = nanoTime;
    this.observed = new Observed(nanoTime);
  }

  @Override
  public LeaseAnswer acquireOrRenew(LeaseRequest request, Deadline deadline) {
    Head seen = look(deadline);
    boolean own = seen.isLedBy(request.owner());
    boolean free = seen.owner().isEmpty() || observed.isUnchangedFor(seen.lease());
    boolean expired = isExpired(seen);
    if (!own && !free) {
      return new HeldByOther(seen.epoch(), liveStamp(seen));
    }
    Optional<Head> changed =
        session.change(
            own ? halfOf(deadline) : Duration.ZERO,
            deadline,
            (now, fence) -> {
              boolean unchanged = now.sign().equals(seen.sign());
              boolean mine = now.isLedBy(request.owner());
              if (!mine && !unchanged && now.owner().isPresent()) {
                return Optional.empty();
              }
              boolean keepsEpoch = mine && EpochRule.keeps(now.epoch(), request.epochFloor());
              Head alive = expired && unchanged ? now.withoutEntry() : now;
              return Optional.of(
                  alive.leasedTo(
                      request,
                      keepsEpoch ? now.epoch() : now.nextEpoch(request.epochFloor(), fence)));
            });
    if (changed.isEmpty() && own) {
      throw isLocked();
    }
    Head head = changed.orElse(seen);
    observed.see(head.sign());
    if (!head.isLedBy(request.owner())) {
      return new HeldByOther(head.epoch(), liveStamp(head));
    }
    head.entry().ifPresent(entry -> prolongNowAndThen(entry, deadline));
    return new Held(head.epoch(), head.stamp());
  }

  @Override
  public boolean publish(String owner, Entry entry, Duration ttl, Deadline deadline) {
    long epoch = entry.stamp().epoch();
    return look(deadline).isLedBy(owner, epoch)
        && store(entry, ttl, deadline, now -> now.isLedBy(owner, epoch));
  }

  @Override
  public boolean fill(Entry entry, Duration ttl, Deadline deadline) {
    Head seen = look(deadline);
    if (liveStamp(seen).isPresent()) {
      return false;
    }
    boolean expired = isExpired(seen);
    return store(
        entry,
        ttl,
        deadline,
        now -> now.entry().isEmpty() || (expired && now.sign().equals(seen.sign())));
  }

  /** Puts the payload where nobody reads it, and makes it the entry in one conditional step. */
  private boolean store(Entry entry, Duration ttl, Deadline deadline, Predicate<Head> allowed) {
    Head.Stored stored =
        new Head.Stored(
            entry.stamp(),
            UUID.randomUUID().toString(),
            ttl,
            OptionalLong.of(entry.payload().length));
    session.putPayload(stored.generation(), entry.payload(), ORPHAN_LIFE, deadline);
    Head after =
        change(
            deadline,
            now ->
                Optional.of(now)
                    .filter(head -> !head.names(stored.generation()) && allowed.test(head))
                    .map(head -> head.withEntry(stored)));
    if (!after.names(stored.generation())) {
      session.drop(stored.generation());
      return false;
    }
    prolongNowAndThen(stored, deadline);
    return true;
  }

  @Override
  public ReadAnswer read(Optional<EntryStamp> known, Deadline deadline) {
    String missing = "";
    while (true) {
      Head head = look(deadline);
      Optional<EntryStamp> stamp = liveStamp(head);
      if (stamp.isEmpty()) {
        return new ReadAnswer.Absent();
      }
      if (known.equals(stamp)) {
        return new ReadAnswer.Unchanged();
      }
      String generation = head.entry().orElseThrow().generation();
      // A payload that is gone twice was not replaced while it was read, but evicted: the engine
      // is to find it damaged, so that the leader publishes again.
      Optional<byte[]> payload =
          generation.equals(missing)
              ? Optional.of(new byte[0])
              : session.payload(generation, deadline);
      if (payload.isPresent()) {
        return new ReadAnswer.Found(new Entry(stamp.get(), payload.get()), Optional.empty());
      }
      missing = generation;
    }
  }

  @Override
  public Optional<EntryStamp> stamp(Deadline deadline) {
    return liveStamp(look(deadline));
  }

  @Override
  public void discard(EntryStamp stamp, Deadline deadline) {
    change(deadline, now -> now.stamp().filter(stamp::equals).map(same -> now.withoutEntry()));
  }

  @Override
  public void release(String owner, long epoch, Deadline deadline) {
    change(
        deadline,
        now -> Optional.of(now).filter(head -> head.isLedBy(owner, epoch)).map(Head::withoutOwner));
  }

  @Override
  public StoreStatus inspect(Deadline deadline) {
    String missing = "";
    while (true) {
      Head head = look(deadline);
      Optional<Head.Stored> live = head.entry().filter(entry -> !isExpired(head));
      if (live.isEmpty()) {
        return new StoreStatus(leaseIn(head), Optional.empty());
      }
      Head.Stored entry = live.get();
      OptionalLong bytes = storedBytes(entry, deadline);
      // As in a read: what is gone twice was not replaced, but evicted.
      if (bytes.isPresent() || entry.generation().equals(missing)) {
        return new StoreStatus(leaseIn(head), Optional.of(statusOf(head, entry, bytes.orElse(0))));
      }
      missing = entry.generation();
    }
  }

  /** By the head, or by the payload if that does not say; empty if that is gone. */
  private OptionalLong storedBytes(Head.Stored entry, Deadline deadline) {
    return entry.bytes().isPresent()
        ? entry.bytes()
        : session.payload(entry.generation(), deadline).stream()
            .mapToLong(payload -> payload.length)
            .findFirst();
  }

  private Optional<LeaseStatus> leaseIn(Head head) {
    return head.owner()
        .filter(owner -> !observed.isUnchangedFor(head.lease()))
        .map(
            owner ->
                new LeaseStatus(
                    owner,
                    OptionalLong.of(head.epoch()),
                    observed.sinceChange().map(unchanged -> left(head.lease(), unchanged))));
  }

  /** While somebody leads, whatever changes the head also prolongs the entry's life. */
  private EntryStatus statusOf(Head head, Head.Stored entry, long bytes) {
    Optional<Duration> sinceChange = observed.sinceChange();
    return new EntryStatus(
        entry.stamp(),
        bytes,
        Optional.empty(),
        sinceChange.filter(unchanged -> head.owner().isPresent()),
        sinceChange.map(unchanged -> left(entry.ttl(), unchanged)));
  }

  private static Duration left(Duration lifetime, Duration unchanged) {
    return unchanged.compareTo(lifetime) < 0 ? lifetime.minus(unchanged) : Duration.ZERO;
  }

  @Override
  public boolean revoke(LeaseStatus lease, Deadline deadline) {
    if (lease.epoch().isEmpty()) {
      return false;
    }
    long epoch = lease.epoch().getAsLong();
    AtomicReference<Head.@Nullable Sign> revoked = new AtomicReference<>();
    Head after =
        change(
            deadline,
            now -> {
              Optional<Head> ended =
                  Optional.of(now)
                      .filter(head -> head.isLedBy(lease.owner(), epoch))
                      .map(Head::withoutOwner);
              ended.map(Head::sign).ifPresent(revoked::set);
              return ended;
            });
    // It may have been carried out, and the answer lost, before it was decided once more.
    return after.sign().equals(revoked.get());
  }

  @Override
  public String rights(Role role) {
    return session.rights(role);
  }

  private Head change(Deadline deadline, Function<Head, Optional<Head>> decision) {
    Head after =
        session
            .change(halfOf(deadline), deadline, (now, fence) -> decision.apply(now))
            .orElseThrow(HazelcastStore::isLocked);
    observed.see(after.sign());
    return after;
  }

  private Head look(Deadline deadline) {
    Head head = session.head(deadline);
    observed.see(head.sign());
    return head;
  }

  /** Whether nobody has led during the lifetime of the entry in the head that was just seen. */
  private boolean isExpired(Head head) {
    return head.entry().filter(entry -> observed.isUnchangedFor(entry.ttl())).isPresent();
  }

  private Optional<EntryStamp> liveStamp(Head head) {
    return isExpired(head) ? Optional.empty() : head.stamp();
  }

  /**
   * A payload lives in the map for twice as long as the entry, so that it outlives the entry though
   * it is not prolonged at each poll. If this fails, a later poll does it.
   */
  private void prolongNowAndThen(Head.Stored entry, Deadline deadline) {
    long now = nanoTime.getAsLong();
    boolean known = entry.generation().equals(prolonged);
    if (known && now - prolongedAt < entry.ttl().dividedBy(2).toNanos()) {
      return;
    }
    Duration life = entry.ttl().multipliedBy(2);
    try {
      session.prolong(
          entry.generation(), life.compareTo(SHORTEST_LIFE) < 0 ? SHORTEST_LIFE : life, deadline);
      prolonged = entry.generation();
      prolongedAt = now;
    } catch (RuntimeException laterAgain) {
      prolonged = null;
    }
  }

  private static Duration halfOf(Deadline deadline) {
    return deadline.remaining().dividedBy(2);
  }

  private static HazelcastException isLocked() {
    return new HazelcastException(
        "The lock of this service key is taken, and was not given back within half the deadline");
  }

  @Override
  public void close() {
    session.close();
  }

  @Override
  public String toString() {
    return session.toString();
  }
}

package io.flagcache.dynamodb;

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
import io.flagcache.dynamodb.DynamoDbTable.Outcome;
import io.flagcache.dynamodb.DynamoDbTable.Refused;
import io.flagcache.dynamodb.DynamoDbTable.Updated;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;

/** The store primitives as conditional writes of one small item, with chunks beside it. */
final class DynamoDbStore implements FlagCacheStore {

  private static final Logger LOG = LoggerFactory.getLogger(DynamoDbFlagCache.class);

  /** How long the service keeps what nobody uses any more, at the least. */
  private static final Duration KEPT = Duration.ofDays(7);

  /** Dates of the service have whole seconds, and are carried on from an earlier answer. */
  private static final Duration DATE_PRECISION = Duration.ofSeconds(2);

  private final DynamoDbTable table;
  private final AutoCloseable client;
  private final String description;
  private final ServiceClock clock;
  private final LongSupplier nanoTime;
  private final Observed observed;
  private Head.@Nullable Sign latest;
  private @Nullable Long termEpoch;
  private long renewedNanos;
  private long sweptEpoch;

  DynamoDbStore(
      DynamoDbTable table,
      AutoCloseable client,
      String description,
      ServiceClock clock,
      LongSupplier nanoTime) {
    this.table = table;
    this.client = client;
    this.description = description;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.observed = new Observed(nanoTime);
  }

  @Override
  public LeaseAnswer acquireOrRenew(LeaseRequest request, Deadline deadline) {
    Long epoch = termEpoch;
    if (epoch == null || !EpochRule.keeps(epoch, request.epochFloor())) {
      return contend(request, look(deadline), deadline);
    }
    Outcome renewal = renew(request, epoch, deadline);
    if (renewal instanceof Updated updated) {
      return held(updated.head(), request, deadline);
    }
    termEpoch = null;
    return contend(request, see(renewal.head()), deadline);
  }

  private LeaseAnswer contend(LeaseRequest request, Head head, Deadline deadline) {
    boolean own = head.owner().filter(request.owner()::equals).isPresent();
    boolean taken = head.owner().isPresent() && !observed.isUnchangedFor(head.lease());
    if (!own && taken) {
      return new HeldByOther(head.epoch(), head.stamp());
    }
    Outcome taking = take(request, head, own, deadline);
    if (taking instanceof Updated updated) {
      return held(updated.head(), request, deadline);
    }
    Head found = see(taking.head());
    if (found.owner().filter(request.owner()::equals).isPresent()) {
      // The answer to the first try was lost, and this one to the second.
      return held(found, request, deadline);
    }
    return new HeldByOther(found.epoch(), found.stamp());
  }

  private Held held(Head head, LeaseRequest request, Deadline deadline) {
    note(head);
    termEpoch = head.epoch();
    renewedNanos = nanoTime.getAsLong();
    head.entry().ifPresent(entry -> prolong(entry, request.entryTtl(), deadline));
    return new Held(head.epoch(), head.stamp());
  }

  private Outcome renew(LeaseRequest request, long epoch, Deadline deadline) {
    HeadUpdate renewal =
        lease(request)
            .increment(Head.BEAT)
            .where(Head.OWNER, request.owner())
            .where(Head.EPOCH, epoch);
    // A leader that slept for longer than the entry lives does not revive it.
    if (nanoTime.getAsLong() - renewedNanos > request.entryTtl().toNanos()) {
      renewal.removeEntry();
    }
    return table.update(renewal, ReturnValue.ALL_NEW, deadline);
  }

  /** Takes the lease if the head is still what was seen of it. */
  private Outcome take(LeaseRequest request, Head head, boolean own, Deadline deadline) {
    boolean keepsEpoch = own && EpochRule.keeps(head.epoch(), request.epochFloor());
    long entryEpoch = head.stamp().map(EntryStamp::epoch).orElse(0L);
    long nextEpoch = EpochRule.next(head.epoch(), request.epochFloor(), entryEpoch);
    HeadUpdate taking =
        lease(request)
            .set(Head.EPOCH, keepsEpoch ? head.epoch() : nextEpoch)
            .set(Head.BEAT, head.beat() + 1)
            .remove(Head.REVOCATION);
    for (String name : List.of(Head.OWNER, Head.EPOCH, Head.BEAT)) {
      taking.where(name, head.item().get(name));
    }
    if (head.entry().isEmpty()) {
      taking.removeEntry();
    }
    return table.update(taking, ReturnValue.ALL_NEW, deadline);
  }

  private HeadUpdate lease(LeaseRequest request) {
    return living(request.entryTtl())
        .set(Head.OWNER, request.owner())
        .set(Head.LEASE, request.lease().toMillis());
  }

  /** The entry's lifetime begins anew. */
  private HeadUpdate living(Duration ttl) {
    return new HeadUpdate()
        .set(Head.TTL, ttl.toMillis())
        .set(Head.RENEWED_AT, clock.now())
        .set(DynamoDbTable.EXPIRES_AT, fromNow(ttl.plus(KEPT)));
  }

  private OptionalLong fromNow(Duration duration) {
    OptionalLong now = clock.now();
    return now.isPresent() ? OptionalLong.of(now.getAsLong() + duration.toSeconds()) : now;
  }

  /** The head may say for weeks that nothing changed; the chunks must not be deleted under it. */
  private void prolong(Head.Stored entry, Duration ttl, Deadline deadline) {
    OptionalLong needed = fromNow(ttl.plus(KEPT));
    if (needed.isEmpty()
        || entry.chunksExpireAt().isEmpty()
        || entry.chunksExpireAt().getAsLong() >= needed.getAsLong()) {
      return;
    }
    long expiresAt = needed.getAsLong() + KEPT.toSeconds();
    // The renewal has succeeded and must not be late for this; the next one goes on.
    Deadline half = Deadline.after(deadline.remaining().dividedBy(2));
    try {
      table.prolongChunks(entry, expiresAt, half);
      table.update(
          new HeadUpdate()
              .set(Head.CHUNKS_EXPIRE_AT, expiresAt)
              .where(Head.GENERATION, entry.generation()),
          ReturnValue.NONE,
          half);
    } catch (RuntimeException e) {
      LOG.debug("The entry's chunks are given more time at the next poll", e);
    }
  }

  @Override
  public boolean publish(String owner, Entry entry, Duration ttl, Deadline deadline) {
    HeadUpdate update =
        living(ttl).where(Head.OWNER, owner).where(Head.EPOCH, entry.stamp().epoch());
    return store(entry, ttl, update, true, deadline);
  }

  @Override
  public boolean fill(Entry entry, Duration ttl, Deadline deadline) {
    Head head = table.head(true, deadline);
    if (see(head).entry().isPresent()) {
      return false;
    }
    HeadUpdate update = living(ttl).where(Head.GENERATION, head.item().get(Head.GENERATION));
    if (head.entry().isPresent()) {
      // It has expired, unless a leader renews it meanwhile.
      update.where(Head.BEAT, head.item().get(Head.BEAT));
    }
    return store(entry, ttl, update, false, deadline);
  }

  /** Writes the chunks under a new generation, and makes them the entry in one conditional step. */
  private boolean store(
      Entry entry, Duration ttl, HeadUpdate update, boolean leads, Deadline deadline) {
    String generation = UUID.randomUUID().toString();
    OptionalLong expiresAt = fromNow(ttl.plus(KEPT).plus(KEPT));
    int chunks = table.writeChunks(generation, entry.payload(), expiresAt, deadline);
    update
        .set(Head.ENTRY_EPOCH, entry.stamp().epoch())
        .set(Head.SEQUENCE, entry.stamp().sequence())
        .set(Head.HASH, entry.stamp().hash())
        .set(Head.GENERATION, generation)
        .set(Head.CHUNKS, chunks)
        .set(Head.BYTES, entry.payload().length)
        .set(Head.CHUNKS_EXPIRE_AT, expiresAt)
        .set(Head.PUBLISHED_AT, clock.now())
        .increment(Head.BEAT)
        .setIfMissing(Head.EPOCH, 0);
    Outcome outcome = table.update(update, ReturnValue.ALL_OLD, deadline);
    Optional<Head.Stored> before = outcome.head().entry();
    boolean doneBefore = before.filter(found -> found.generation().equals(generation)).isPresent();
    if (outcome instanceof Refused && !doneBefore) {
      deleteUnread(generation, chunks, deadline);
      return false;
    }
    renewedNanos = nanoTime.getAsLong();
    boolean replaced = before.isPresent() && !doneBefore;
    if (leads && (!replaced || entry.stamp().epoch() != sweptEpoch)) {
      sweep(entry.stamp().epoch(), generation, deadline);
    } else if (replaced) {
      deleteUnread(before.get().generation(), before.get().chunks(), deadline);
    }
    return true;
  }

  /**
   * Deletes all that is not the entry, once in each term: what publishers left that were killed.
   * Only a leader may: chunks that no head names yet can be the leader's, who is publishing now.
   */
  private void sweep(long epoch, String generation, Deadline deadline) {
    try {
      table.deleteChunksExcept(generation, deadline);
      sweptEpoch = epoch;
    } catch (RuntimeException e) {
      LOG.debug("Old chunks are looked for again at the next publication", e);
    }
  }

  /** Nobody reads these chunks any more; if they stay, they take room until they expire. */
  private void deleteUnread(String generation, int chunks, Deadline deadline) {
    try {
      table.deleteChunks(generation, chunks, deadline);
    } catch (RuntimeException e) {
      LOG.debug("Old chunks stay until they expire", e);
    }
  }

  @Override
  public ReadAnswer read(Optional<EntryStamp> known, Deadline deadline) {
    Head head = look(deadline);
    while (head.entry().isPresent()) {
      Head.Stored entry = head.entry().get();
      if (known.filter(entry.stamp()::equals).isPresent()) {
        return new ReadAnswer.Unchanged();
      }
      Optional<byte[]> payload = table.readChunks(entry, deadline);
      if (payload.isPresent()) {
        return found(entry, payload.get());
      }
      head = see(table.head(true, deadline));
      if (head.entry().filter(now -> now.generation().equals(entry.generation())).isPresent()) {
        // It was not replaced while it was read: chunks are lost, and the engine sees to that.
        return found(entry, new byte[0]);
      }
    }
    return new ReadAnswer.Absent();
  }

  private ReadAnswer.Found found(Head.Stored entry, byte[] payload) {
    // Rounded up: what looks older gives way for a while, what looks younger would replace.
    Optional<Duration> sincePublish = since(entry.publishedAt()).map(DATE_PRECISION::plus);
    return new ReadAnswer.Found(new Entry(entry.stamp(), payload), sincePublish);
  }

  @Override
  public Optional<EntryStamp> stamp(Deadline deadline) {
    return see(table.head(true, deadline)).stamp();
  }

  /** Looks for half the price of a consistent read, unless the answer is behind what was seen. */
  private Head look(Deadline deadline) {
    Head head = table.head(false, deadline);
    return see(isBehindWhatWasSeen(head) ? table.head(true, deadline) : head);
  }

  private boolean isBehindWhatWasSeen(Head head) {
    Head.Sign seen = latest;
    return seen != null
        && (head.epoch() < seen.epoch()
            || (head.epoch() == seen.epoch() && head.beat() < seen.beat()));
  }

  private void note(Head head) {
    latest = head.sign();
    observed.see(latest);
  }

  /**
   * Notes what was seen, and takes an entry out whose lifetime is over: before this worker's eyes,
   * or by the service's clock, which a worker asks that has just started.
   */
  private Head see(Head head) {
    note(head);
    boolean expired =
        head.entry()
            .filter(
                entry ->
                    observed.isUnchangedFor(entry.ttl())
                        || isOver(entry.ttl().plus(DATE_PRECISION), since(head.renewedAt())))
            .isPresent();
    return expired ? head.withoutEntry() : head;
  }

  private static boolean isOver(Duration lifetime, Optional<Duration> lived) {
    return lived.isPresent() && lived.get().compareTo(lifetime) > 0;
  }

  private Optional<Duration> since(OptionalLong time) {
    OptionalLong now = clock.now();
    return now.isPresent() && time.isPresent()
        ? Optional.of(Duration.ofSeconds(Math.max(0, now.getAsLong() - time.getAsLong())))
        : Optional.empty();
  }

  @Override
  public void discard(EntryStamp stamp, Deadline deadline) {
    Optional<Head.Stored> found = table.head(true, deadline).entry();
    if (found.filter(entry -> entry.stamp().equals(stamp)).isEmpty()) {
      return;
    }
    Head.Stored entry = found.get();
    Outcome outcome =
        table.update(
            new HeadUpdate().removeEntry().where(Head.GENERATION, entry.generation()),
            ReturnValue.NONE,
            deadline);
    if (outcome instanceof Updated) {
      deleteUnread(entry.generation(), entry.chunks(), deadline);
    }
  }

  @Override
  public void release(String owner, long epoch, Deadline deadline) {
    termEpoch = null;
    table.update(end(owner, epoch), ReturnValue.NONE, deadline);
  }

  /** The end of a lease, if it is that owner's under that epoch. */
  private static HeadUpdate end(String owner, long epoch) {
    return new HeadUpdate()
        .increment(Head.BEAT)
        .remove(Head.OWNER)
        .where(Head.OWNER, owner)
        .where(Head.EPOCH, epoch);
  }

  @Override
  public StoreStatus inspect(Deadline deadline) {
    String missing = "";
    while (true) {
      Head head = see(table.head(true, deadline));
      if (head.entry().isEmpty()) {
        return new StoreStatus(leaseIn(head), Optional.empty());
      }
      Head.Stored entry = head.entry().get();
      OptionalLong bytes = storedBytes(entry, deadline);
      // Chunks that are gone twice were not replaced while they were read: they are lost.
      if (bytes.isPresent() || entry.generation().equals(missing)) {
        return new StoreStatus(
            leaseIn(head), Optional.of(statusOf(entry, head.renewedAt(), bytes.orElse(0))));
      }
      missing = entry.generation();
    }
  }

  /** By the head, or by the chunks if that does not say; empty if some of them are missing. */
  private OptionalLong storedBytes(Head.Stored entry, Deadline deadline) {
    return entry.bytes().isPresent()
        ? entry.bytes()
        : table.readChunks(entry, deadline).stream()
            .mapToLong(payload -> payload.length)
            .findFirst();
  }

  /** Nobody's lease ends by the service's clock, but one that has ended by it is not shown. */
  private Optional<LeaseStatus> leaseIn(Head head) {
    Optional<Duration> byTheService = since(head.renewedAt());
    boolean over =
        observed.isUnchangedFor(head.lease())
            || isOver(head.lease().plus(DATE_PRECISION), byTheService);
    // Neither says too much by more than the precision, so the longer time is nearer to the truth.
    Optional<Duration> sinceRenewal =
        Stream.of(byTheService, observed.sinceChange())
            .flatMap(Optional::stream)
            .max(Comparator.naturalOrder());
    return head.owner()
        .filter(owner -> !over)
        .map(
            owner ->
                new LeaseStatus(
                    owner,
                    OptionalLong.of(head.epoch()),
                    sinceRenewal.map(lived -> left(head.lease(), lived))));
  }

  private EntryStatus statusOf(Head.Stored entry, OptionalLong renewedAt, long bytes) {
    Optional<Duration> sinceTouch = since(renewedAt);
    return new EntryStatus(
        entry.stamp(),
        bytes,
        since(entry.publishedAt()),
        sinceTouch,
        sinceTouch.map(lived -> left(entry.ttl(), lived)));
  }

  private static Duration left(Duration lifetime, Duration lived) {
    return lived.compareTo(lifetime) < 0 ? lifetime.minus(lived) : Duration.ZERO;
  }

  @Override
  public boolean revoke(LeaseStatus lease, Deadline deadline) {
    if (lease.epoch().isEmpty()) {
      return false;
    }
    String revocation = UUID.randomUUID().toString();
    Outcome outcome =
        table.update(
            end(lease.owner(), lease.epoch().getAsLong()).set(Head.REVOCATION, revocation),
            ReturnValue.NONE,
            deadline);
    // The answer to the first try may have been lost, and this one be to the second.
    return outcome instanceof Updated || outcome.head().isRevokedBy(revocation);
  }

  @Override
  public String rights(Role role) {
    return table.rights(role);
  }

  @Override
  public void close() {
    try {
      client.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String toString() {
    return description;
  }
}

package io.flagcache.redis;

import io.flagcache.Deadline;
import io.flagcache.core.store.Access;
import io.flagcache.core.store.Entry;
import io.flagcache.core.store.EntryStamp;
import io.flagcache.core.store.FlagCacheStore;
import io.flagcache.core.store.LeaseAnswer;
import io.flagcache.core.store.LeaseAnswer.Held;
import io.flagcache.core.store.LeaseAnswer.HeldByOther;
import io.flagcache.core.store.LeaseRequest;
import io.flagcache.core.store.ReadAnswer;
import io.flagcache.core.store.StoreStatus;
import io.flagcache.core.store.StoreStatus.EntryStatus;
import io.flagcache.core.store.StoreStatus.LeaseStatus;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * The store primitives on flagcache's own layout. Three keys in one hash slot: the lease, which is
 * a lock of Redisson's; the term, which says whose epoch it is; the entry.
 */
final class RedisStore implements FlagCacheStore {

  private static final RedisScript ACQUIRE_OR_RENEW = script("acquire-or-renew");
  private static final RedisScript PUBLISH = script("publish");
  private static final RedisScript PUBLISH_IF_ABSENT = script("publish-if-absent");
  private static final RedisScript READ = script("read");
  private static final RedisScript STAMP = script("stamp");
  private static final RedisScript DISCARD = script("discard");
  private static final RedisScript RELEASE = script("release");
  private static final RedisScript INSPECT = script("inspect");
  private static final RedisScript REVOKE = script("revoke");

  private static final String WORKERS_COMMANDS =
      "+exists +type +time +del +pexpire +pttl +hexists +hincrby +hset +hget +hmget +hdel +hkeys"
          + " +hstrlen";
  private static final String READERS_COMMANDS = "+type +time +hget +hmget";

  private static final int HELD = 1;
  private static final int FREE = 2;

  /** Asks for the payload in any case: there is no such stamp. */
  private static final EntryStamp NONE_KNOWN = new EntryStamp(-1, -1, "");

  private final RedisSession session;
  private final String lease;
  private final String term;
  private final String entry;

  RedisStore(RedisSession session, String keyPrefix, String serviceKey) {
    this.session = session;
    String prefix = keyPrefix + ":{" + serviceKey + "}:";
    this.lease = prefix + "lease";
    this.term = prefix + "term";
    this.entry = prefix + "entry";
  }

  @Override
  public LeaseAnswer acquireOrRenew(LeaseRequest request, Deadline deadline) throws Exception {
    long holder = holder(request.owner());
    RedisReply seen = askForLease(request, holder, deadline);
    while (seen.integer(0) == FREE && session.tryLock(lease, holder, request.lease(), deadline)) {
      // The lock says who leads, but only the script gives the epoch, if the lock is still there.
      seen = askForLease(request, holder, deadline);
    }
    long epoch = seen.integer(1);
    Optional<EntryStamp> stamp = seen.stamp(2);
    return seen.integer(0) == HELD ? new Held(epoch, stamp) : new HeldByOther(epoch, stamp);
  }

  private RedisReply askForLease(LeaseRequest request, long holder, Deadline deadline)
      throws Exception {
    return session.run(
        ACQUIRE_OR_RENEW,
        deadline,
        List.of(lease, term, entry),
        session.lockValue(holder, deadline),
        request.owner(),
        millis(request.lease()),
        millis(request.entryTtl()),
        request.epochFloor());
  }

  @Override
  public boolean publish(String owner, Entry published, Duration ttl, Deadline deadline)
      throws Exception {
    EntryStamp stamp = published.stamp();
    return session
            .run(
                PUBLISH,
                deadline,
                List.of(lease, term, entry),
                session.lockValue(holder(owner), deadline),
                owner,
                millis(ttl),
                stamp.epoch(),
                stamp.sequence(),
                stamp.hash(),
                published.payload())
            .integer(0)
        == 1;
  }

  @Override
  public boolean publishIfAbsent(Entry filling, Duration ttl, Deadline deadline) throws Exception {
    EntryStamp stamp = filling.stamp();
    return session
            .run(
                PUBLISH_IF_ABSENT,
                deadline,
                List.of(entry),
                millis(ttl),
                stamp.epoch(),
                stamp.sequence(),
                stamp.hash(),
                filling.payload())
            .integer(0)
        == 1;
  }

  @Override
  public ReadAnswer read(Optional<EntryStamp> known, Deadline deadline) throws Exception {
    EntryStamp stamp = known.orElse(NONE_KNOWN);
    RedisReply reply =
        session.read(READ, deadline, List.of(entry), stamp.epoch(), stamp.sequence(), stamp.hash());
    if (reply.integer(0) == 0) {
      return new ReadAnswer.Absent();
    }
    if (reply.integer(0) == 1) {
      return new ReadAnswer.Unchanged();
    }
    long age = reply.integer(4);
    return new ReadAnswer.Found(
        new Entry(reply.stamp(1).orElseThrow(), reply.bytes(5)),
        age < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(age)));
  }

  @Override
  public Optional<EntryStamp> stamp(Deadline deadline) throws Exception {
    return session.run(STAMP, deadline, List.of(entry)).stamp(0);
  }

  @Override
  public void discard(EntryStamp stamp, Deadline deadline) throws Exception {
    session.run(DISCARD, deadline, List.of(entry), stamp.epoch(), stamp.sequence(), stamp.hash());
  }

  @Override
  public void release(String owner, long epoch, Deadline deadline) throws Exception {
    session.run(
        RELEASE,
        deadline,
        List.of(lease, term),
        session.lockValue(holder(owner), deadline),
        owner,
        epoch);
  }

  @Override
  public StoreStatus inspect(Deadline deadline) throws Exception {
    RedisReply status = session.run(INSPECT, deadline, List.of(lease, term, entry));
    return new StoreStatus(
        leaseStatus(status.list(1)), entryStatus(status.list(2), status.integer(0)));
  }

  /** None while the lock is another's than the term's: it has not been given an epoch yet. */
  private static Optional<LeaseStatus> leaseStatus(RedisReply found) {
    if (found.size() == 0) {
      return Optional.empty();
    }
    String owner = found.text(1);
    RedisReply locks = found.list(3);
    return IntStream.range(0, locks.size()).mapToObj(locks::text).anyMatch(isLockOf(owner))
        ? Optional.of(new LeaseStatus(owner, found.parsed(2), found.millis(0)))
        : Optional.empty();
  }

  private static Predicate<String> isLockOf(String owner) {
    return lock -> lock.endsWith(":" + holder(owner));
  }

  private static Optional<EntryStatus> entryStatus(RedisReply found, long now) {
    return found
        .stamp(0)
        .map(
            stamp ->
                new EntryStatus(
                    stamp,
                    found.integer(3),
                    sincePublish(found.parsed(4), now),
                    sinceTouch(found.parsed(5), found.integer(6)),
                    found.millis(6)));
  }

  private static Optional<Duration> sincePublish(OptionalLong published, long now) {
    return published.isPresent() && published.getAsLong() > 0
        ? Optional.of(Duration.ofMillis(Math.max(0, now - published.getAsLong())))
        : Optional.empty();
  }

  private static Optional<Duration> sinceTouch(OptionalLong ttl, long left) {
    return left >= 0 && ttl.isPresent() && ttl.getAsLong() >= left
        ? Optional.of(Duration.ofMillis(ttl.getAsLong() - left))
        : Optional.empty();
  }

  @Override
  public boolean revoke(LeaseStatus revoked, Deadline deadline) throws Exception {
    return revoked.epoch().isPresent()
        && session
                .run(
                    REVOKE,
                    deadline,
                    List.of(lease, term),
                    revoked.owner(),
                    revoked.epoch().getAsLong(),
                    ":" + holder(revoked.owner()))
                .integer(0)
            == 1;
  }

  @Override
  public String rights(Access access) {
    return access == Access.WRITE
        ? session.rights().lines(List.of(lease, term, entry), WORKERS_COMMANDS, List.of(), true)
        : session.rights().lines(List.of(entry), READERS_COMMANDS, List.of(), false);
  }

  private static RedisScript script(String name) {
    return RedisScript.load("flagcache/" + name);
  }

  /** Stands for the owner where Redisson has the id of a thread. */
  private static long holder(String owner) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(owner.getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.wrap(digest).getLong() & Long.MAX_VALUE;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  private static long millis(Duration duration) {
    return Math.max(1, duration.toMillis());
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

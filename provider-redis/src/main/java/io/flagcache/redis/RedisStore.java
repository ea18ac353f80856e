package io.flagcache.redis;

import io.flagcache.Deadline;
import io.flagcache.core.FlagCacheSettings;
import io.flagcache.core.store.Access;
import io.flagcache.core.store.Entry;
import io.flagcache.core.store.EntryStamp;
import io.flagcache.core.store.LeaseAnswer;
import io.flagcache.core.store.LeaseRequest;
import io.flagcache.core.store.ReadAnswer;
import io.flagcache.core.store.StoreStatus;
import io.flagcache.core.store.StoreStatus.LeaseStatus;
import io.flagcache.redis.LeaseReply.Holder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The store primitives on flagcache's own layout. Three keys in one hash slot: the lease, which is
 * a lock of Redisson's; the epoch, and whose it is; the entry.
 */
final class RedisStore implements CheckedStore {

  private static final RedisScript ACQUIRE_OR_RENEW =
      script("acquire-or-renew", "text", "number", "stamp");
  private static final RedisScript PUBLISH = script("publish");
  private static final RedisScript PUBLISH_IF_ABSENT =
      script("publish-if-absent", "text", "number", "stamp");
  private static final RedisScript READ = script("read", "text", "number", "stamp");
  private static final RedisScript STAMP = script("stamp", "text", "number");
  private static final RedisScript DISCARD = script("discard", "text", "number", "stamp");
  private static final RedisScript RELEASE = script("release");
  private static final RedisScript INSPECT = script("inspect", "text", "number", "stamp");
  private static final RedisScript CHECK_RIGHTS = script("check-rights", "denied");
  private static final RedisScript REVOKE = script("revoke");

  private static final String WORKERS_COMMANDS =
      "+exists +type +time +del +pexpire +pttl +hexists +hincrby +hset +hget +hmget +hdel +hkeys"
          + " +hstrlen +hlen";
  private static final String READERS_COMMANDS = "+type +time +hget +hstrlen";

  /** Asks for the payload in any case: there is no such stamp. */
  private static final EntryStamp NONE_KNOWN = new EntryStamp(-1, -1, "");

  private final RedisSession session;
  private final Access access;
  private final int maxPayloadBytes;
  private final String lease;
  private final String epoch;
  private final String entry;

  RedisStore(RedisSession session, String keyPrefix, FlagCacheSettings settings) {
    this.access = settings.role().access();
    this.session = session.withRights(() -> rights(access));
    this.maxPayloadBytes = settings.maxPayloadBytes();
    // No prefix and no service key has a brace, so that no two of them make the same name.
    String prefix = keyPrefix + ":{" + settings.serviceKey() + "}:"; // I1
    this.lease = prefix + "lease";
    this.epoch = prefix + "epoch";
    this.entry = prefix + "entry";
  }

  @Override
  public void check(Deadline deadline) throws Exception {
    stamp(deadline);
    if (access == Access.WRITE) {
      session.run(CHECK_RIGHTS, ReplyReader::hasNext, deadline, List.of(lease, epoch, entry));
    }
  }

  @Override
  public LeaseAnswer acquireOrRenew(LeaseRequest request, Deadline deadline) throws Exception {
    long holder = holder(request.owner());
    LeaseReply seen = askForLease(request, holder, deadline);
    while (seen.holder() == Holder.NOBODY
        && session.tryLock(lease, holder, request.lease(), deadline)) {
      // The lock says who leads, but only the script gives the epoch, if the lock is still there.
      seen = askForLease(request, holder, deadline);
    }
    return seen.answer();
  }

  private LeaseReply askForLease(LeaseRequest request, long holder, Deadline deadline)
      throws Exception {
    return session.run(
        ACQUIRE_OR_RENEW,
        LeaseReply::of,
        deadline,
        List.of(lease, epoch, entry),
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
    return session.run(
        PUBLISH,
        ReplyReader::flag,
        deadline,
        List.of(lease, epoch, entry),
        session.lockValue(holder(owner), deadline),
        owner,
        millis(ttl),
        stamp.epoch(),
        stamp.sequence(),
        stamp.hash(),
        published.payload());
  }

  @Override
  public boolean publishIfAbsent(Entry published, Duration ttl, Deadline deadline)
      throws Exception {
    EntryStamp stamp = published.stamp();
    return session.run(
        PUBLISH_IF_ABSENT,
        ReplyReader::flag,
        deadline,
        List.of(entry),
        millis(ttl),
        stamp.epoch(),
        stamp.sequence(),
        stamp.hash(),
        published.payload());
  }

  @Override
  public ReadAnswer read(Optional<EntryStamp> known, Deadline deadline) throws Exception {
    EntryStamp stamp = known.orElse(NONE_KNOWN);
    return session.read(
        READ,
        RedisStore::readAnswer,
        deadline,
        List.of(entry),
        stamp.epoch(),
        stamp.sequence(),
        stamp.hash(),
        maxPayloadBytes,
        ReadAnswer.TooLong.START_BYTES);
  }

  private static ReadAnswer readAnswer(ReplyReader reply) {
    long found = reply.integer();
    if (found == 0) {
      return new ReadAnswer.Absent();
    }
    if (found == 1) {
      return new ReadAnswer.Unchanged();
    }
    EntryStamp stamp = reply.stamp();
    if (found == 3) {
      return new ReadAnswer.TooLong(stamp, reply.integer(), reply.bytes()); // H2
    }
    Optional<Duration> age = reply.millis();
    return new ReadAnswer.Found(new Entry(stamp, reply.bytes()), age);
  }

  @Override
  public Optional<EntryStamp> stamp(Deadline deadline) throws Exception {
    return session.run(STAMP, ReplyReader::stampIfAny, deadline, List.of(entry));
  }

  @Override
  public void discard(EntryStamp stamp, Deadline deadline) throws Exception {
    session.run(
        DISCARD,
        ReplyReader::flag,
        deadline,
        List.of(entry),
        stamp.epoch(),
        stamp.sequence(),
        stamp.hash());
  }

  @Override
  public void release(String owner, long ownEpoch, Deadline deadline) throws Exception {
    session.run(
        RELEASE,
        ReplyReader::flag,
        deadline,
        List.of(lease, epoch),
        session.lockValue(holder(owner), deadline),
        owner,
        ownEpoch);
  }

  @Override
  public StoreStatus inspect(Deadline deadline) throws Exception {
    StatusReply found =
        session.run(INSPECT, StatusReply::of, deadline, List.of(lease, epoch, entry));
    return new StoreStatus(leaseStatus(found), found.entry());
  }

  /** None while the lock is another's than the epoch's: it has not been given one yet. */
  private static Optional<LeaseStatus> leaseStatus(StatusReply found) {
    String lock = ":" + holder(found.owner());
    return found.lockHolders().stream().anyMatch(each -> each.endsWith(lock))
        ? Optional.of(new LeaseStatus(found.owner(), found.epoch(), found.leaseLeft()))
        : Optional.empty();
  }

  @Override
  public boolean revoke(LeaseStatus revoked, Deadline deadline) throws Exception {
    return revoked.epoch().isPresent()
        && session.run(
            REVOKE,
            ReplyReader::flag,
            deadline,
            List.of(lease, epoch),
            revoked.owner(),
            revoked.epoch().getAsLong(),
            ":" + holder(revoked.owner()));
  }

  @Override
  public String rights(Access access) {
    return access == Access.WRITE
        ? session.rights().lines(List.of(lease, epoch, entry), WORKERS_COMMANDS, List.of(), true)
        : session.rights().lines(List.of(entry), READERS_COMMANDS, List.of(), false);
  }

  private static RedisScript script(String name, String... functions) {
    return RedisScript.load("flagcache/" + name, functions);
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

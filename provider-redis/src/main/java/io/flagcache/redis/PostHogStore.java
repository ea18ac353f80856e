package io.flagcache.redis;

import io.flagcache.Deadline;
import io.flagcache.core.store.Access;
import io.flagcache.core.store.Entry;
import io.flagcache.core.store.EntryStamp;
import io.flagcache.core.store.EpochRule;
import io.flagcache.core.store.FlagCacheStore;
import io.flagcache.core.store.LeaseAnswer;
import io.flagcache.core.store.LeaseAnswer.Held;
import io.flagcache.core.store.LeaseAnswer.HeldByOther;
import io.flagcache.core.store.LeaseRequest;
import io.flagcache.core.store.PayloadFormat;
import io.flagcache.core.store.ReadAnswer;
import io.flagcache.core.store.StoreStatus;
import io.flagcache.core.store.StoreStatus.EntryStatus;
import io.flagcache.core.store.StoreStatus.LeaseStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The store primitives on the layout of PostHog's examples, which has neither epochs nor stamps.
 *
 * <p>An epoch is the primary's time in milliseconds when the lease was taken. A stamp is made up
 * from when the copy was written, as its expiry tells, and its SHA-1. Whether it is still the known
 * copy is told by its expiry and length; only if they differ does the server compute the SHA-1.
 */
final class PostHogStore implements FlagCacheStore {

  private static final RedisScript LEASE = RedisScript.load("posthog/lease", "now");
  private static final RedisScript LOOK = RedisScript.load("posthog/look", "now", "expiry");
  private static final RedisScript LEASE_AND_LOOK =
      RedisScript.load("posthog/lease-and-look", "now", "expiry", "lease", "look");
  private static final RedisScript READ = RedisScript.load("posthog/read", "now", "expiry");
  private static final RedisScript HOLDS = RedisScript.load("posthog/holds");
  private static final RedisScript WRITE = RedisScript.load("posthog/write", "now", "expiry");
  private static final RedisScript WRITE_IF_HOLDING =
      RedisScript.load("posthog/write-if-holding", "now", "expiry", "holds", "write");
  private static final RedisScript DISCARD = RedisScript.load("posthog/discard");
  private static final RedisScript RELEASE = RedisScript.load("posthog/release");

  private static final RedisScript LEADER = RedisScript.load("posthog/leader");
  private static final RedisScript COPY = RedisScript.load("posthog/copy", "now", "expiry", "look");
  private static final RedisScript INSPECT =
      RedisScript.load("posthog/inspect", "now", "expiry", "look", "leader", "copy");

  private static final String WORKERS_COMMANDS =
      "+type +time +del +get +set +strlen +pexpire +pexpireat +pttl";
  private static final String READERS_COMMANDS = "+type +time +get +strlen +pttl";
  private static final List<String> COMMANDS_SINCE_7_0 = List.of("+pexpiretime");

  private static final long NOT_EXTENDED = 0;

  private final RedisSession session;
  private final List<String> lock;
  private final List<String> entry;
  private final List<String> both;
  private final Duration ttl;

  private Copy known = Copy.NONE;
  private @Nullable Long termEpoch;

  PostHogStore(RedisSession session, String serviceKey, Duration ttl) {
    this.session = session;
    String key = "posthog:flags:" + serviceKey;
    this.lock = List.of(key + ":lock");
    this.entry = List.of(key);
    this.both = List.of(key + ":lock", key);
    this.ttl = ttl;
  }

  /**
   * The copy that the server was last seen to have.
   *
   * @param expiry in milliseconds of the server's time; 0 if it never expires
   */
  private record Copy(EntryStamp stamp, long expiry, long length) {
    static final Copy NONE = new Copy(new EntryStamp(-1, -1, "none"), -1, -1);
  }

  @Override
  public LeaseAnswer acquireOrRenew(LeaseRequest request, Deadline deadline) throws Exception {
    RedisReply lease;
    RedisReply look;
    if (session.isCluster(deadline)) {
      lease = session.run(LEASE, deadline, lock, request.owner(), millis(request.lease()));
      long extended = lease.integer(0) > 0 ? millis(request.entryTtl()) : NOT_EXTENDED;
      look = look(deadline, extended);
    } else {
      RedisReply reply =
          session.run(
              LEASE_AND_LOOK,
              deadline,
              both,
              request.owner(),
              millis(request.lease()),
              known.expiry(),
              known.length(),
              millis(request.entryTtl()));
      lease = reply.list(0);
      look = reply.list(1);
    }
    long now = lease.integer(1);
    Optional<EntryStamp> stamp = seen(look);
    if (lease.integer(0) == 0) {
      termEpoch = null;
      return new HeldByOther(0, stamp);
    }
    boolean renewed = lease.integer(0) == 1;
    Long epoch = termEpoch;
    if (epoch == null || !renewed || !EpochRule.keeps(epoch, request.epochFloor())) {
      // The copy has no epoch, and the lock none either.
      epoch = Math.max(now, EpochRule.next(0, request.epochFloor(), 0));
      termEpoch = epoch;
    }
    return new Held(epoch, stamp);
  }

  private RedisReply look(Deadline deadline, long extended) throws Exception {
    return session.run(LOOK, deadline, entry, known.expiry(), known.length(), extended);
  }

  /** The stamp of the copy that a reply describes, which is from now on the known one. */
  private Optional<EntryStamp> seen(RedisReply look) {
    if (look.size() == 0) {
      known = Copy.NONE;
      return Optional.empty();
    }
    long expiry = look.integer(0);
    EntryStamp stamp = known.stamp();
    if (look.size() > 2 && !look.text(2).equals(stamp.hash())) {
      String sha1 = look.text(2);
      stamp = new EntryStamp(writtenAt(expiry), 0, sha1);
    }
    known = new Copy(stamp, expiry, look.integer(1));
    return Optional.of(stamp);
  }

  /** A copy that never expires, which no program of this layout writes, counts as the oldest. */
  private long writtenAt(long expiry) {
    return expiry == 0 ? 0 : expiry - ttl.toMillis();
  }

  @Override
  public boolean publish(String owner, Entry published, Duration ttl, Deadline deadline)
      throws Exception {
    Long epoch = termEpoch;
    if (epoch == null || epoch != published.stamp().epoch()) {
      return false;
    }
    if (!session.isCluster(deadline)) {
      return written(
          published,
          session.run(WRITE_IF_HOLDING, deadline, both, owner, published.payload(), millis(ttl)));
    }
    return session.run(HOLDS, deadline, lock, owner).integer(0) == 1
        && write(published, ttl, true, deadline);
  }

  @Override
  public boolean publishIfAbsent(Entry filling, Duration ttl, Deadline deadline) throws Exception {
    return write(filling, ttl, false, deadline);
  }

  private boolean write(Entry writing, Duration ttl, boolean replace, Deadline deadline)
      throws Exception {
    return written(
        writing,
        session.run(WRITE, deadline, entry, writing.payload(), millis(ttl), replace ? 1 : 0));
  }

  private boolean written(Entry writing, RedisReply reply) {
    if (reply.size() == 0) {
      return false;
    }
    known = new Copy(writing.stamp(), reply.integer(0), writing.payload().length);
    return true;
  }

  @Override
  public ReadAnswer read(Optional<EntryStamp> readersStamp, Deadline deadline) throws Exception {
    Copy readers = readersStamp.filter(known.stamp()::equals).isPresent() ? known : Copy.NONE;
    RedisReply reply =
        session.read(
            READ, deadline, entry, readers.expiry(), readers.length(), readers.stamp().hash());
    Optional<EntryStamp> stamp = seen(reply);
    if (stamp.isEmpty()) {
      return new ReadAnswer.Absent();
    }
    return reply.size() < 4
        ? new ReadAnswer.Unchanged()
        : new ReadAnswer.Found(new Entry(stamp.get(), reply.bytes(3)), Optional.empty());
  }

  @Override
  public Optional<EntryStamp> stamp(Deadline deadline) throws Exception {
    return seen(look(deadline, NOT_EXTENDED));
  }

  @Override
  public void discard(EntryStamp stamp, Deadline deadline) throws Exception {
    session.run(DISCARD, deadline, entry, stamp.hash());
  }

  @Override
  public void release(String owner, long epoch, Deadline deadline) throws Exception {
    Long current = termEpoch;
    if (current != null && current == epoch) {
      session.run(RELEASE, deadline, lock, owner);
      termEpoch = null;
    }
  }

  @Override
  public StoreStatus inspect(Deadline deadline) throws Exception {
    if (session.isCluster(deadline)) {
      RedisReply leader = session.run(LEADER, deadline, lock);
      return status(leader, session.run(COPY, deadline, entry, known.expiry(), known.length()));
    }
    RedisReply reply = session.run(INSPECT, deadline, both, known.expiry(), known.length());
    return status(reply.list(0), reply.list(1));
  }

  /**
   * Without ages: the layout keeps no times, and what is left of a time-to-live that another
   * program may have set, and that a leader starts anew only now and then, does not tell them.
   */
  private StoreStatus status(RedisReply leader, RedisReply copy) {
    Optional<LeaseStatus> lease =
        leader.size() == 0
            ? Optional.empty()
            : Optional.of(new LeaseStatus(leader.text(1), OptionalLong.empty(), leader.millis(0)));
    Optional<Duration> left = copy.millis(0);
    return new StoreStatus(
        lease,
        seen(copy.list(1))
            .map(
                stamp ->
                    new EntryStatus(
                        stamp, known.length(), Optional.empty(), Optional.empty(), left)));
  }

  @Override
  public boolean revoke(LeaseStatus lease, Deadline deadline) throws Exception {
    return session.run(RELEASE, deadline, lock, lease.owner()).integer(0) == 1;
  }

  @Override
  public String rights(Access access) {
    return access == Access.WRITE
        ? session.rights().lines(both, WORKERS_COMMANDS, COMMANDS_SINCE_7_0, false)
        : session.rights().lines(entry, READERS_COMMANDS, COMMANDS_SINCE_7_0, false);
  }

  private static long millis(Duration duration) {
    return Math.max(1, duration.toMillis());
  }

  @Override
  public PayloadFormat payloadFormat() {
    return PayloadFormat.JSON;
  }

  @Override
  public void close() {
    session.close();
  }

  @Override
  public String toString() {
    return session + " in PostHog's layout";
  }
}

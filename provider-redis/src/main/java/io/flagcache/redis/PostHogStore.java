package io.flagcache.redis;

import io.flagcache.Deadline;
import io.flagcache.core.FlagCacheSettings;
import io.flagcache.core.store.Access;
import io.flagcache.core.store.Entry;
import io.flagcache.core.store.EntryStamp;
import io.flagcache.core.store.EpochRule;
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

/**
 * The store primitives on the layout of PostHog's examples, which has neither epochs nor stamps.
 *
 * <p>An epoch is the primary's time in milliseconds when the lease was taken. A stamp is made up of
 * the copy's place among those that this worker has seen, and its SHA-1. Whether it is still the
 * known copy is told by its expiry and length; only if they differ does the server compute the
 * SHA-1.
 */
final class PostHogStore implements CheckedStore {

  /** What the name of a lock has behind that of its document. */
  static final String LOCK = ":lock";

  private static final long NOT_EXTENDED = 0;

  /** What the server says is left of a key that is not there. */
  private static final long NO_KEY = -2;

  private final RedisSession session;
  private final Access access;
  private final List<String> lock;
  private final List<String> entry;
  private final List<String> both;
  private final int maxPayloadBytes;
  private final SeenCopies copies = new SeenCopies();

  private OptionalLong heldEpoch = OptionalLong.empty();

  PostHogStore(RedisSession session, FlagCacheSettings settings) {
    this.access = settings.role().access();
    this.session = session.withRights(() -> rights(access));
    String key = "posthog:flags:" + settings.serviceKey();
    this.lock = List.of(key + LOCK);
    this.entry = List.of(key);
    this.both = List.of(key + LOCK, key);
    this.maxPayloadBytes = settings.maxPayloadBytes();
  }

  private record LeaseAndCopy(LockReply lease, Optional<CopyReply> copy) {
    static LeaseAndCopy of(ReplyReader reply) {
      return new LeaseAndCopy(LockReply.of(reply), CopyReply.of(reply));
    }
  }

  @Override
  public void check(Deadline deadline) throws Exception {
    stamp(deadline);
    if (access == Access.WRITE) {
      session.run(PostHogScripts.CHECK_RIGHTS_TO_LOCK, ReplyReader::hasNext, deadline, lock);
      session.run(PostHogScripts.CHECK_RIGHTS_TO_COPY, ReplyReader::hasNext, deadline, entry);
    }
  }

  @Override
  public LeaseAnswer acquireOrRenew(LeaseRequest request, Deadline deadline) throws Exception {
    LeaseAndCopy reply =
        session.isCluster(deadline) ? inTwoSteps(request, deadline) : inOneStep(request, deadline);
    Optional<EntryStamp> stamp = copies.observed(reply.copy());
    if (!reply.lease().isHeld()) {
      heldEpoch = OptionalLong.empty();
      return new HeldByOther(0, stamp);
    }
    long epoch = epochOf(reply.lease(), request.epochFloor());
    heldEpoch = OptionalLong.of(epoch);
    return new Held(epoch, stamp);
  }

  private LeaseAndCopy inOneStep(LeaseRequest request, Deadline deadline) throws Exception {
    return session.run(
        PostHogScripts.LEASE_AND_OBSERVE,
        LeaseAndCopy::of,
        deadline,
        both,
        request.owner(),
        millis(request.lease()),
        copies.known().expiry(),
        copies.known().length(),
        millis(request.entryTtl()),
        maxPayloadBytes);
  }

  private LeaseAndCopy inTwoSteps(LeaseRequest request, Deadline deadline) throws Exception {
    LockReply lease =
        session.run(
            PostHogScripts.LEASE,
            LockReply::of,
            deadline,
            lock,
            request.owner(),
            millis(request.lease()));
    long extended = lease.isHeld() ? millis(request.entryTtl()) : NOT_EXTENDED;
    return new LeaseAndCopy(lease, observe(deadline, extended));
  }

  /** The lock has no epoch. */
  private long epochOf(LockReply lease, long floor) {
    boolean kept =
        lease.outcome() == LockReply.Outcome.RENEWED
            && heldEpoch.isPresent()
            && EpochRule.keeps(heldEpoch.getAsLong(), floor);
    return kept
        ? heldEpoch.getAsLong()
        : Math.max(lease.now(), EpochRule.next(0, floor, copies.latestEpoch()));
  }

  private Optional<CopyReply> observe(Deadline deadline, long extended) throws Exception {
    return session.run(
        PostHogScripts.OBSERVE,
        CopyReply::of,
        deadline,
        entry,
        copies.known().expiry(),
        copies.known().length(),
        extended,
        maxPayloadBytes);
  }

  @Override
  public boolean publish(String owner, Entry published, Duration ttl, Deadline deadline)
      throws Exception {
    if (!heldEpoch.equals(OptionalLong.of(published.stamp().epoch()))) {
      return false;
    }
    if (!session.isCluster(deadline)) {
      return written(
          published,
          session.run(
              PostHogScripts.WRITE_IF_HOLDING,
              PostHogStore::expiryIfWritten,
              deadline,
              both,
              owner,
              published.payload(),
              millis(ttl)));
    }
    return session.run(PostHogScripts.HOLDS, ReplyReader::flag, deadline, lock, owner)
        && write(published, ttl, true, deadline);
  }

  @Override
  public boolean publishIfAbsent(Entry published, Duration ttl, Deadline deadline)
      throws Exception {
    return write(published, ttl, false, deadline);
  }

  private boolean write(Entry writing, Duration ttl, boolean replace, Deadline deadline)
      throws Exception {
    return written(
        writing,
        session.run(
            PostHogScripts.WRITE,
            PostHogStore::expiryIfWritten,
            deadline,
            entry,
            writing.payload(),
            millis(ttl),
            replace ? 1 : 0));
  }

  private static OptionalLong expiryIfWritten(ReplyReader reply) {
    return reply.hasNext() ? OptionalLong.of(reply.integer()) : OptionalLong.empty();
  }

  private boolean written(Entry writing, OptionalLong expiry) {
    if (expiry.isPresent()) {
      copies.wrote(writing.stamp(), expiry.getAsLong(), writing.payload().length);
    }
    return expiry.isPresent();
  }

  @Override
  public ReadAnswer read(Optional<EntryStamp> readersStamp, Deadline deadline) throws Exception {
    KnownCopy known = copies.known();
    KnownCopy readers =
        readersStamp.filter(known.stamp()::equals).isPresent() ? known : KnownCopy.NONE;
    Optional<CopyReply> reply =
        session.read(
            PostHogScripts.READ,
            CopyReply::of,
            deadline,
            entry,
            readers.expiry(),
            readers.length(),
            readers.stamp().hash(),
            maxPayloadBytes,
            ReadAnswer.TooLong.START_BYTES);
    Optional<EntryStamp> stamp = copies.observed(reply);
    if (stamp.isEmpty()) {
      return new ReadAnswer.Absent();
    }
    return reply
        .flatMap(CopyReply::payload)
        .map(payload -> found(stamp.get(), payload))
        .orElseGet(ReadAnswer.Unchanged::new);
  }

  private ReadAnswer found(EntryStamp stamp, byte[] payload) {
    long length = copies.known().length();
    return length > maxPayloadBytes
        ? new ReadAnswer.TooLong(stamp, length, payload) // H2
        : new ReadAnswer.Found(new Entry(stamp, payload), Optional.empty());
  }

  @Override
  public Optional<EntryStamp> stamp(Deadline deadline) throws Exception {
    return copies.observed(observe(deadline, NOT_EXTENDED));
  }

  @Override
  public void discard(EntryStamp stamp, Deadline deadline) throws Exception {
    session.run(
        PostHogScripts.DISCARD, ReplyReader::flag, deadline, entry, stamp.hash(), maxPayloadBytes);
  }

  @Override
  public void release(String owner, long epoch, Deadline deadline) throws Exception {
    if (heldEpoch.equals(OptionalLong.of(epoch))) {
      session.run(PostHogScripts.RELEASE, ReplyReader::flag, deadline, lock, owner);
      heldEpoch = OptionalLong.empty();
    }
  }

  @Override
  public StoreStatus inspect(Deadline deadline) throws Exception {
    if (session.isCluster(deadline)) {
      Optional<LeaseStatus> leader =
          session.run(PostHogScripts.LEADER, PostHogStore::leader, deadline, lock);
      CopyStatus copy =
          session.run(
              PostHogScripts.COPY,
              CopyStatus::of,
              deadline,
              entry,
              copies.known().expiry(),
              copies.known().length(),
              maxPayloadBytes);
      return new StoreStatus(leader, status(copy));
    }
    return session.run(
        PostHogScripts.INSPECT,
        reply -> new StoreStatus(leader(reply), status(CopyStatus.of(reply))),
        deadline,
        both,
        copies.known().expiry(),
        copies.known().length(),
        maxPayloadBytes);
  }

  private static Optional<LeaseStatus> leader(ReplyReader reply) {
    long left = reply.integer();
    String owner = reply.text();
    return left == NO_KEY
        ? Optional.empty()
        : Optional.of(
            new LeaseStatus(
                owner,
                OptionalLong.empty(),
                left < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(left))));
  }

  private record CopyStatus(Optional<Duration> left, Optional<CopyReply> copy) {
    static CopyStatus of(ReplyReader reply) {
      return new CopyStatus(reply.millis(), CopyReply.of(reply));
    }
  }

  /**
   * Without ages: the layout keeps no times, and what is left of a time-to-live that another
   * program may have set, and that a leader starts anew only now and then, does not tell them.
   */
  private Optional<EntryStatus> status(CopyStatus found) {
    return copies
        .observed(found.copy())
        .map(
            stamp ->
                new EntryStatus(
                    stamp,
                    copies.known().length(),
                    Optional.empty(),
                    Optional.empty(),
                    found.left()));
  }

  @Override
  public boolean revoke(LeaseStatus lease, Deadline deadline) throws Exception {
    return session.run(PostHogScripts.RELEASE, ReplyReader::flag, deadline, lock, lease.owner());
  }

  @Override
  public String rights(Access access) {
    return access == Access.WRITE
        ? session
            .rights()
            .lines(both, PostHogScripts.WORKERS_COMMANDS, PostHogScripts.COMMANDS_SINCE_7_0, false)
        : session
            .rights()
            .lines(
                entry, PostHogScripts.READERS_COMMANDS, PostHogScripts.COMMANDS_SINCE_7_0, false);
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

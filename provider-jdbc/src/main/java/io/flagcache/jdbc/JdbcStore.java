package io.flagcache.jdbc;

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
import io.flagcache.core.store.ReadAnswer;
import io.flagcache.core.store.StoreStatus;
import io.flagcache.core.store.StoreStatus.EntryStatus;
import io.flagcache.core.store.StoreStatus.LeaseStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The store primitives in SQL. */
final class JdbcStore implements FlagCacheStore {

  private static final long LOCK_RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** Asks for the payload in any case: there is no such stamp. */
  private static final EntryStamp NONE_KNOWN = new EntryStamp(-1, -1, "");

  private final String serviceKey;
  private final JdbcConnections connections;
  private final JdbcSchema schema;
  private final Secrets secrets;

  JdbcStore(String serviceKey, JdbcConnections connections, JdbcSchema schema, Secrets secrets) {
    this.serviceKey = serviceKey;
    this.connections = connections;
    this.schema = schema;
    this.secrets = secrets;
  }

  private record Lease(@Nullable String owner, long epoch, boolean live) {
    static Lease of(ResultSet row) throws SQLException {
      return new Lease(row.getString("owner"), row.getLong("epoch"), row.getInt("held") == 1);
    }

    boolean isOf(String asking) {
      return asking.equals(owner);
    }

    boolean isOfOther(String asking) {
      return live && owner != null && !isOf(asking);
    }
  }

  /** A lease and the live entry, as one plain statement sees them. */
  private record Glance(Lease lease, Optional<EntryStamp> entry) {
    static Glance of(ResultSet row) throws SQLException {
      boolean hasEntry = row.getString("entry_key") != null;
      return new Glance(Lease.of(row), hasEntry ? Optional.of(stampIn(row)) : Optional.empty());
    }

    HeldByOther heldByOther() {
      return new HeldByOther(lease.epoch(), entry);
    }
  }

  private static EntryStamp stampIn(ResultSet row) throws SQLException {
    return new EntryStamp(
        row.getLong("entry_epoch"),
        row.getLong("sequence"),
        Objects.requireNonNullElse(row.getString("hash"), ""));
  }

  private interface Step<T> {
    T run(JdbcSession session, JdbcSql sql) throws SQLException;
  }

  /**
   * Connects and looks at the tables, which otherwise happens at the first call.
   *
   * @throws IllegalStateException if the database answers but cannot be used as it is
   * @throws SQLException if it is out of reach
   */
  void connect(Deadline deadline) throws SQLException {
    inSession(deadline, (session, sql) -> sql);
  }

  @Override
  public LeaseAnswer acquireOrRenew(LeaseRequest request, Deadline deadline) throws SQLException {
    Deadline patience = Deadline.after(deadline.remaining().dividedBy(2));
    return inSession(
        deadline,
        (session, sql) -> {
          while (true) {
            Glance seen = glance(session, sql);
            if (seen.lease().isOfOther(request.owner())) {
              return seen.heldByOther();
            }
            Optional<LeaseAnswer> answer =
                session.transaction(sql.dialect, () -> grant(session, sql, request, seen));
            if (answer.isPresent()) {
              return answer.get();
            }
            boolean leads = seen.lease().live() && seen.lease().isOf(request.owner());
            if (!leads) {
              return seen.heldByOther();
            }
            // Whoever has the present leader's row locked cannot be given the lease.
            pause(patience);
          }
        });
  }

  private Glance glance(JdbcSession session, JdbcSql sql) throws SQLException {
    Optional<Glance> glance = session.query(Glance::of, sql.glance, serviceKey);
    if (glance.isPresent()) {
      return glance.get();
    }
    // Before the row is locked: a lock on a row that is not there blocks others on MariaDB.
    insertUnlessThere(session, sql.seed, serviceKey);
    return session
        .query(Glance::of, sql.glance, serviceKey)
        .orElseThrow(() -> new SQLTransientException("The lease was deleted while it was read"));
  }

  /** Empty if another transaction has the lease locked. */
  private Optional<LeaseAnswer> grant(
      JdbcSession session, JdbcSql sql, LeaseRequest request, Glance seen) throws SQLException {
    Optional<Lease> locked = session.query(Lease::of, sql.lock, serviceKey);
    if (locked.isEmpty()) {
      return Optional.empty();
    }
    Lease lease = locked.get();
    if (lease.isOfOther(request.owner())) {
      return Optional.of(new HeldByOther(lease.epoch(), seen.entry()));
    }
    session.update(sql.extend, millis(request.entryTtl()), serviceKey);
    Optional<EntryStamp> entry = session.query(JdbcStore::stampIn, sql.stamp, serviceKey);
    boolean renews =
        lease.isOf(request.owner()) && EpochRule.keeps(lease.epoch(), request.epochFloor());
    long entryEpoch = entry.map(EntryStamp::epoch).orElse(0L);
    long epoch =
        renews ? lease.epoch() : EpochRule.next(lease.epoch(), request.epochFloor(), entryEpoch);
    session.update(sql.grant, request.owner(), epoch, millis(request.lease()), serviceKey);
    return Optional.of(new Held(epoch, entry));
  }

  @Override
  public boolean publish(String owner, Entry entry, Duration ttl, Deadline deadline)
      throws SQLException {
    return inSession(
        deadline,
        (session, sql) -> {
          while (true) {
            Optional<Boolean> published = publishInTransaction(session, sql, owner, entry, ttl);
            if (published.isPresent()) {
              return published.get();
            }
            Optional<Glance> seen = session.query(Glance::of, sql.glance, serviceKey);
            if (seen.isEmpty() || !leads(seen.get().lease(), owner, entry)) {
              return false;
            }
            pause(deadline);
          }
        });
  }

  /** Empty if another transaction is in the way, or there is no lease. */
  private Optional<Boolean> publishInTransaction(
      JdbcSession session, JdbcSql sql, String owner, Entry entry, Duration ttl)
      throws SQLException {
    try {
      return session.transaction(
          sql.dialect, () -> publishIfLeading(session, sql, owner, entry, ttl));
    } catch (SQLException e) {
      if (Failures.isDuplicateKey(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private Optional<Boolean> publishIfLeading(
      JdbcSession session, JdbcSql sql, String owner, Entry entry, Duration ttl)
      throws SQLException {
    Optional<Lease> lease = session.query(Lease::of, sql.lock, serviceKey);
    if (lease.isEmpty()) {
      return Optional.empty();
    }
    if (!leads(lease.get(), owner, entry)) {
      return Optional.of(false);
    }
    if (replace(session, sql.replace, entry, ttl) == 0) {
      session.update(sql.insert, insertParameters(entry, ttl));
    }
    return Optional.of(true);
  }

  private static boolean leads(Lease lease, String owner, Entry entry) {
    return lease.isOf(owner) && lease.epoch() == entry.stamp().epoch();
  }

  @Override
  public boolean publishIfAbsent(Entry entry, Duration ttl, Deadline deadline) throws SQLException {
    return inSession(
        deadline,
        (session, sql) ->
            session.query(JdbcStore::stampIn, sql.stamp, serviceKey).isEmpty()
                && (replace(session, sql.replaceExpired, entry, ttl) > 0
                    || insertUnlessThere(session, sql.insert, insertParameters(entry, ttl))));
  }

  private int replace(JdbcSession session, String statement, Entry entry, Duration ttl)
      throws SQLException {
    EntryStamp stamp = entry.stamp();
    return session.update(
        statement,
        stamp.epoch(),
        stamp.sequence(),
        stamp.hash(),
        millis(ttl),
        entry.payload(),
        serviceKey);
  }

  private Object[] insertParameters(Entry entry, Duration ttl) {
    EntryStamp stamp = entry.stamp();
    return new Object[] {
      serviceKey, stamp.epoch(), stamp.sequence(), stamp.hash(), millis(ttl), entry.payload()
    };
  }

  private static boolean insertUnlessThere(
      JdbcSession session, String statement, Object... parameters) throws SQLException {
    try {
      session.update(statement, parameters);
      return true;
    } catch (SQLException e) {
      if (Failures.isDuplicateKey(e)) {
        return false;
      }
      throw e;
    }
  }

  @Override
  public ReadAnswer read(Optional<EntryStamp> known, Deadline deadline) throws SQLException {
    EntryStamp stamp = known.orElse(NONE_KNOWN);
    return inSession(
        deadline,
        (session, sql) ->
            session
                .query(
                    row -> readAnswerIn(row, sql.dialect),
                    sql.read,
                    stamp.epoch(),
                    stamp.sequence(),
                    stamp.hash(),
                    stamp.epoch(),
                    stamp.sequence(),
                    stamp.hash(),
                    serviceKey)
                .orElseGet(ReadAnswer.Absent::new));
  }

  private static ReadAnswer readAnswerIn(ResultSet row, JdbcDialect dialect) throws SQLException {
    if (row.getInt("known") == 1) {
      return new ReadAnswer.Unchanged();
    }
    byte[] payload = Objects.requireNonNullElse(dialect.bytesIn(row, "payload"), new byte[0]);
    return new ReadAnswer.Found(new Entry(stampIn(row), payload), sinceIn(row, "published_at"));
  }

  private static Optional<Duration> sinceIn(ResultSet row, String column) throws SQLException {
    long time = row.getLong(column);
    Duration since = Duration.ofMillis(Math.max(0, row.getLong("now_millis") - time));
    return time > 0 ? Optional.of(since) : Optional.empty();
  }

  @Override
  public Optional<EntryStamp> stamp(Deadline deadline) throws SQLException {
    return inSession(
        deadline, (session, sql) -> session.query(JdbcStore::stampIn, sql.stamp, serviceKey));
  }

  @Override
  public void discard(EntryStamp stamp, Deadline deadline) throws SQLException {
    inSession(
        deadline,
        (session, sql) ->
            session.update(sql.discard, serviceKey, stamp.epoch(), stamp.sequence(), stamp.hash()));
  }

  @Override
  public void release(String owner, long epoch, Deadline deadline) throws SQLException {
    endLease(owner, epoch, deadline);
  }

  /** One statement, which waits for whoever has the lease locked. */
  private boolean endLease(String owner, long epoch, Deadline deadline) throws SQLException {
    return inSession(
        deadline, (session, sql) -> session.update(sql.release, serviceKey, owner, epoch) > 0);
  }

  @Override
  public StoreStatus inspect(Deadline deadline) throws SQLException {
    return inSession(
        deadline,
        (session, sql) ->
            session.query(JdbcStore::statusIn, sql.inspect, serviceKey, serviceKey).orElseThrow());
  }

  private static StoreStatus statusIn(ResultSet row) throws SQLException {
    String owner = row.getString("owner");
    Optional<Duration> leaseLeft = leftIn(row, "lease_end");
    boolean hasEntry = row.getString("entry_key") != null;
    Optional<Duration> entryLeft = leftIn(row, "entry_end");
    return new StoreStatus(
        owner != null && leaseLeft.isPresent()
            ? Optional.of(new LeaseStatus(owner, OptionalLong.of(row.getLong("epoch")), leaseLeft))
            : Optional.empty(),
        hasEntry && entryLeft.isPresent()
            ? Optional.of(
                new EntryStatus(
                    stampIn(row),
                    row.getLong("stored_bytes"),
                    sinceIn(row, "published_at"),
                    sinceIn(row, "touched_at"),
                    entryLeft))
            : Optional.empty());
  }

  /** Empty if the time has come. */
  private static Optional<Duration> leftIn(ResultSet row, String column) throws SQLException {
    long end = row.getLong(column);
    long now = row.getLong("now_millis");
    return end > now ? Optional.of(Duration.ofMillis(end - now)) : Optional.empty();
  }

  @Override
  public boolean revoke(LeaseStatus lease, Deadline deadline) throws SQLException {
    return lease.epoch().isPresent()
        && endLease(lease.owner(), lease.epoch().getAsLong(), deadline);
  }

  @Override
  public String rights(Access access) {
    return schema.rights().of(access);
  }

  @Override
  public void close() {
    connections.close();
  }

  private <T> T inSession(Deadline deadline, Step<T> step) throws SQLException {
    try (JdbcSession session = connections.open(deadline)) {
      try {
        return step.run(session, schema.ready(session));
      } catch (SQLException e) {
        if (!Failures.isMissingTable(e)) {
          throw e;
        }
        schema.forget();
        return step.run(session, schema.ready(session));
      }
    } catch (SQLException e) {
      throw secrets.mask(e);
    }
  }

  private static void pause(Deadline patience) throws SQLException {
    if (patience.hasPassed()) {
      throw new SQLTransientException(
          "Another transaction keeps the row of the lease locked; it may be one whose process was"
              + " stopped");
    }
    LockSupport.parkNanos(LOCK_RETRY_NANOS);
  }

  private static long millis(Duration duration) {
    return Math.max(1, duration.toMillis());
  }

  @Override
  public String toString() {
    return schema.toString();
  }
}

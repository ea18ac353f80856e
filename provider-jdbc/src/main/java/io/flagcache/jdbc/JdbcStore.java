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
import io.flagcache.core.store.StoreStatus.LeaseStatus;
import io.flagcache.jdbc.JdbcRows.Snapshot;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The store primitives on two tables. */
final class JdbcStore implements FlagCacheStore {

  private static final long LOCK_RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** Below the shortest time in which a shutdown is expected to end. */
  private static final Duration TO_CLOSE = Duration.ofSeconds(2);

  private final String serviceKey;
  private final int longestPayload;
  private final JdbcConnections connections;
  private final JdbcSchema schema;
  private final Secrets secrets;
  private final CallThreads threads = new CallThreads();

  /**
   * A store that connects when it is first used.
   *
   * @param longestPayload what is longer is not transferred
   */
  JdbcStore(
      String serviceKey,
      int longestPayload,
      JdbcConnections connections,
      JdbcSchema schema,
      Secrets secrets) {
    this.serviceKey = serviceKey;
    this.longestPayload = longestPayload;
    this.connections = connections;
    this.schema = schema;
    this.secrets = secrets;
  }

  private interface Step<T> {
    T run(JdbcRows rows) throws SQLException;
  }

  /**
   * Connects and checks the tables, which otherwise happens at the first call.
   *
   * @throws IllegalStateException if the database answers but cannot be used as it is
   * @throws SQLException if it is out of reach
   */
  void connect(Deadline deadline) throws SQLException {
    inSession(deadline, rows -> rows);
  }

  @Override
  public LeaseAnswer acquireOrRenew(LeaseRequest request, Deadline deadline) throws SQLException {
    Deadline patience = Deadline.after(deadline.remaining().dividedBy(2));
    return inSession(
        deadline,
        rows -> {
          while (true) {
            Snapshot seen = rows.seededSnapshot();
            if (seen.lease().isOfOther(request.owner())) {
              return seen.heldByOther();
            }
            if (renew(rows, request, seen)) {
              return new Held(seen.lease().epoch(), seen.entry());
            }
            Optional<LeaseAnswer> answer = rows.inTransaction(() -> grant(rows, request, seen));
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

  /**
   * Only who was seen to lead, and under an epoch that is kept, leads without a transaction. That
   * tells of an entry which a renewal brings back, after the clock was set back.
   */
  private static boolean renew(JdbcRows rows, LeaseRequest request, Snapshot seen)
      throws SQLException {
    LeaseRow lease = seen.lease();
    return seen.entry().isPresent()
        && lease.live()
        && lease.isOf(request.owner())
        && EpochRule.keeps(lease.epoch(), request.epochFloor())
        && rows.renewLease(request.owner(), lease.epoch(), request.lease(), request.entryTtl());
  }

  /** Empty if another transaction has the lease locked. */
  private static Optional<LeaseAnswer> grant(JdbcRows rows, LeaseRequest request, Snapshot seen)
      throws SQLException {
    Optional<LeaseRow> locked = rows.lockLease();
    if (locked.isEmpty()) {
      return Optional.empty();
    }
    LeaseRow lease = locked.get();
    if (lease.isOfOther(request.owner())) {
      return Optional.of(new HeldByOther(lease.epoch(), seen.entry()));
    }
    rows.extendEntry(request.entryTtl());
    Optional<EntryStamp> entry = rows.stamp();
    long epoch =
        EpochRule.granted(
            lease.isOf(request.owner()),
            lease.epoch(),
            request.epochFloor(),
            entry.map(EntryStamp::epoch).orElse(0L));
    rows.grantLease(request.owner(), epoch, request.lease());
    return Optional.of(new Held(epoch, entry));
  }

  @Override
  public boolean publish(String owner, Entry entry, Duration ttl, Deadline deadline)
      throws SQLException {
    long epoch = entry.stamp().epoch();
    return inSession(
        deadline,
        rows -> {
          schema.requireFits(rows, entry.payload());
          while (true) {
            Optional<Boolean> published = publishInTransaction(rows, owner, entry, ttl);
            if (published.isPresent()) {
              return published.get();
            }
            boolean leads = rows.snapshot().filter(s -> s.lease().isOf(owner, epoch)).isPresent();
            if (!leads) {
              return false;
            }
            pause(deadline);
          }
        });
  }

  /** Empty if another transaction is in the way, or there is no lease. */
  private static Optional<Boolean> publishInTransaction(
      JdbcRows rows, String owner, Entry entry, Duration ttl) throws SQLException {
    try {
      return rows.inTransaction(
          () -> {
            Optional<LeaseRow> lease = rows.lockLease();
            boolean leads = lease.filter(l -> l.isOf(owner, entry.stamp().epoch())).isPresent();
            if (leads && !rows.replaceEntry(entry, ttl)) {
              rows.insertEntry(entry, ttl);
            }
            return lease.map(locked -> leads);
          });
    } catch (SQLException e) {
      if (Failures.isDuplicateKey(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public boolean publishIfAbsent(Entry entry, Duration ttl, Deadline deadline) throws SQLException {
    return inSession(
        deadline,
        rows -> {
          schema.requireFits(rows, entry.payload());
          return rows.stamp().isEmpty()
              && (rows.replaceExpiredEntry(entry, ttl) || rows.insertEntryUnlessThere(entry, ttl));
        });
  }

  @Override
  public ReadAnswer read(Optional<EntryStamp> known, Deadline deadline) throws SQLException {
    return inSession(deadline, rows -> rows.read(known));
  }

  @Override
  public Optional<EntryStamp> stamp(Deadline deadline) throws SQLException {
    return inSession(deadline, JdbcRows::stamp);
  }

  @Override
  public void discard(EntryStamp stamp, Deadline deadline) throws SQLException {
    inSession(
        deadline,
        rows -> {
          rows.deleteEntry(stamp);
          return stamp;
        });
  }

  @Override
  public void release(String owner, long epoch, Deadline deadline) throws SQLException {
    inSession(deadline, rows -> rows.endLease(owner, epoch));
  }

  @Override
  public StoreStatus inspect(Deadline deadline) throws SQLException {
    return inSession(deadline, JdbcRows::status);
  }

  @Override
  public boolean revoke(LeaseStatus lease, Deadline deadline) throws SQLException {
    return lease.epoch().isPresent()
        && inSession(deadline, rows -> rows.endLease(lease.owner(), lease.epoch().getAsLong()));
  }

  @Override
  public String rights(Access access) {
    return schema.rights().of(access);
  }

  @Override
  public void close() {
    try {
      threads.run(
          Deadline.after(TO_CLOSE),
          () -> {
            connections.close();
            return connections;
          });
    } catch (SQLException e) {
      // It goes on in the background, for as long as the pool waits for what hangs.
    } finally {
      threads.close();
    }
  }

  private <T> T inSession(Deadline deadline, Step<T> step) throws SQLException {
    AtomicReference<@Nullable JdbcSession> running = new AtomicReference<>();
    try {
      return threads.run(
          deadline,
          new CallThreads.Call<>() {
            @Override
            public T run() throws SQLException {
              return JdbcStore.this.run(deadline, step, running);
            }

            @Override
            public void givenUp() {
              JdbcSession session = running.get();
              if (session != null) {
                session.abort();
              }
              connections.replace();
            }
          });
    } catch (SQLException e) {
      throw secrets.mask(JdbcFailure.explained(e));
    } catch (IllegalStateException e) {
      throw secrets.mask(e);
    }
  }

  private <T> T run(Deadline deadline, Step<T> step, AtomicReference<@Nullable JdbcSession> running)
      throws SQLException {
    try (JdbcSession session = connections.open(deadline)) {
      running.set(session);
      try {
        return run(session, step);
      } catch (SQLException e) {
        if (!Failures.isMissingTable(e)) {
          throw e;
        }
        schema.forget();
        return run(session, step);
      }
    }
  }

  private <T> T run(JdbcSession session, Step<T> step) throws SQLException {
    return step.run(new JdbcRows(session, schema.ready(session), serviceKey, longestPayload));
  }

  private static void pause(Deadline patience) throws SQLException {
    if (patience.hasPassed()) {
      throw new SQLTransientException(
          "Another transaction keeps the row of the lease locked; it may be one whose process was"
              + " stopped");
    }
    LockSupport.parkNanos(LOCK_RETRY_NANOS);
  }

  @Override
  public String toString() {
    return schema.toString();
  }
}

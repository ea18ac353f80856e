package io.flagcache.jdbc;

import io.flagcache.core.store.Entry;
import io.flagcache.core.store.EntryStamp;
import io.flagcache.core.store.LeaseAnswer.HeldByOther;
import io.flagcache.core.store.ReadAnswer;
import io.flagcache.core.store.StoreStatus;
import io.flagcache.core.store.StoreStatus.EntryStatus;
import io.flagcache.core.store.StoreStatus.LeaseStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/** The two rows of one service key, in one session. Each method is one statement or as said. */
final class JdbcRows {

  /** Asks for the payload in any case: there is no such stamp. */
  private static final EntryStamp NONE_KNOWN = new EntryStamp(-1, -1, "");

  private final JdbcSession session;
  private final JdbcSql sql;
  private final String serviceKey;
  private final int longestPayload;

  /**
   * The rows of a service key.
   *
   * @param longestPayload what is longer is not transferred
   */
  JdbcRows(JdbcSession session, JdbcSql sql, String serviceKey, int longestPayload) {
    this.session = session;
    this.sql = sql;
    this.serviceKey = serviceKey;
    this.longestPayload = longestPayload;
  }

  /** The lease and the live entry, as one plain statement sees them. */
  record Snapshot(LeaseRow lease, Optional<EntryStamp> entry) {

    private static Snapshot of(ResultSet row) throws SQLException {
      boolean hasEntry = row.getString("entry_key") != null;
      return new Snapshot(
          LeaseRow.of(row), hasEntry ? Optional.of(stampIn(row)) : Optional.empty());
    }

    HeldByOther heldByOther() {
      return new HeldByOther(lease.epoch(), entry);
    }
  }

  <T> T inTransaction(JdbcSession.Work<T> work) throws SQLException {
    return session.transaction(sql.dialect.customization(), work);
  }

  /** The longest statement that the server takes on this connection. */
  long longestStatement() throws SQLException {
    return session.longestStatement(sql.dialect.customization());
  }

  void giveUpConnection() {
    session.giveUp();
  }

  /** Empty if there is no row of the lease. */
  Optional<Snapshot> snapshot() throws SQLException {
    return session.query(Snapshot::of, sql.snapshot, serviceKey);
  }

  /** Inserts the row of the lease if it is missing, for which it takes up to three statements. */
  Snapshot seededSnapshot() throws SQLException {
    Optional<Snapshot> present = snapshot();
    if (present.isPresent()) {
      return present.get();
    }
    // Before the row is locked: a lock on a row that is not there blocks others on MariaDB.
    insertUnlessThere(sql.seed, serviceKey);
    return snapshot()
        .orElseThrow(() -> new SQLTransientException("The lease was deleted while it was read"));
  }

  /** Locks the lease until the end of the transaction; empty if another has it locked. */
  Optional<LeaseRow> lockLease() throws SQLException {
    return session.query(LeaseRow::of, sql.lock, serviceKey);
  }

  void grantLease(String owner, long epoch, Duration lease) throws SQLException {
    session.update(sql.grant, owner, epoch, millis(lease), millis(lease), serviceKey);
  }

  /**
   * Renews a lease that is still held so, and lets the life of the live entry begin anew.
   *
   * @return false if it was not held so, or was locked, or if that takes a transaction here
   */
  boolean renewLease(String owner, long epoch, Duration lease, Duration ttl) throws SQLException {
    if (sql.renew.isEmpty()) {
      return false;
    }
    NamedStatement renew = sql.renew.get();
    Map<String, Object> parameters =
        Map.of(
            "owner", owner,
            "epoch", epoch,
            "lease", millis(lease),
            "ttl", millis(ttl),
            "key", serviceKey);
    try {
      return session.update(renew.sql(), renew.parameters(parameters)) > 0;
    } catch (SQLException e) {
      if (JdbcFailure.of(e).filter(JdbcFailure.LOCKED::equals).isPresent()) {
        return false;
      }
      throw e;
    }
  }

  /** Waits for whoever has the lease locked. */
  boolean endLease(String owner, long epoch) throws SQLException {
    return session.update(sql.release, serviceKey, owner, epoch) > 0;
  }

  /** The stamp of the live entry. */
  Optional<EntryStamp> stamp() throws SQLException {
    return session.query(JdbcRows::stampIn, sql.stamp, serviceKey);
  }

  private static EntryStamp stampIn(ResultSet row) throws SQLException {
    return new EntryStamp(
        number(row, "entry_epoch"),
        number(row, "sequence"),
        Objects.requireNonNullElse(row.getString("hash"), ""));
  }

  /** Lets the life of the live entry begin anew. */
  void extendEntry(Duration ttl) throws SQLException {
    session.update(sql.extend, millis(ttl), serviceKey);
  }

  /** Puts an entry in place of another one, dead or alive; false if there is none. */
  boolean replaceEntry(Entry entry, Duration ttl) throws SQLException {
    return replaceBy(sql.replace, entry, ttl);
  }

  /** Puts an entry in place of one that has expired; false if there is none. */
  boolean replaceExpiredEntry(Entry entry, Duration ttl) throws SQLException {
    return replaceBy(sql.replaceExpired, entry, ttl);
  }

  private boolean replaceBy(String statement, Entry entry, Duration ttl) throws SQLException {
    EntryStamp stamp = entry.stamp();
    return session.update(
            statement,
            stamp.epoch(),
            stamp.sequence(),
            stamp.hash(),
            millis(ttl),
            entry.payload(),
            serviceKey)
        > 0;
  }

  /** Fails if there is an entry, dead or alive. */
  void insertEntry(Entry entry, Duration ttl) throws SQLException {
    session.update(sql.insert, insertParameters(entry, ttl));
  }

  /**
   * False if there is an entry, dead or alive. Not for use in a transaction, which it can break.
   */
  boolean insertEntryUnlessThere(Entry entry, Duration ttl) throws SQLException {
    return insertUnlessThere(sql.insert, insertParameters(entry, ttl));
  }

  private Object[] insertParameters(Entry entry, Duration ttl) {
    EntryStamp stamp = entry.stamp();
    return new Object[] {
      serviceKey, stamp.epoch(), stamp.sequence(), stamp.hash(), millis(ttl), entry.payload()
    };
  }

  private boolean insertUnlessThere(String statement, Object... parameters) throws SQLException {
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

  void deleteEntry(EntryStamp stamp) throws SQLException {
    session.update(sql.discard, serviceKey, stamp.epoch(), stamp.sequence(), stamp.hash());
  }

  ReadAnswer read(Optional<EntryStamp> known) throws SQLException {
    EntryStamp stamp = known.orElse(NONE_KNOWN);
    return session
        .query(
            this::readAnswerIn,
            sql.read,
            stamp.epoch(),
            stamp.sequence(),
            stamp.hash(),
            stamp.epoch(),
            stamp.sequence(),
            stamp.hash(),
            (long) longestPayload,
            serviceKey)
        .orElseGet(ReadAnswer.Absent::new);
  }

  private ReadAnswer readAnswerIn(ResultSet row) throws SQLException {
    if (row.getInt("known") == 1) {
      return new ReadAnswer.Unchanged();
    }
    long length = row.getLong("stored_bytes");
    int wanted = length > longestPayload ? ReadAnswer.TooLong.START_BYTES : longestPayload;
    byte[] payload =
        Objects.requireNonNullElse(
            sql.dialect.customization().bytesIn(row, "payload", wanted), new byte[0]);
    return length > longestPayload
        ? new ReadAnswer.TooLong(stampIn(row), length, payload) // H2
        : new ReadAnswer.Found(new Entry(stampIn(row), payload), sinceIn(row, "published_at"));
  }

  StoreStatus status() throws SQLException {
    return session.query(JdbcRows::statusIn, sql.inspect, serviceKey, serviceKey).orElseThrow();
  }

  private static StoreStatus statusIn(ResultSet row) throws SQLException {
    return new StoreStatus(leaseStatusIn(row), entryStatusIn(row));
  }

  private static Optional<LeaseStatus> leaseStatusIn(ResultSet row) throws SQLException {
    String owner = row.getString("owner");
    Optional<Duration> left = leftIn(row, "lease_end");
    return owner == null || left.isEmpty()
        ? Optional.empty()
        : Optional.of(new LeaseStatus(owner, OptionalLong.of(number(row, "epoch")), left));
  }

  private static Optional<EntryStatus> entryStatusIn(ResultSet row) throws SQLException {
    Optional<Duration> left = leftIn(row, "entry_end");
    return row.getString("entry_key") == null || left.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new EntryStatus(
                stampIn(row),
                number(row, "stored_bytes"),
                sinceIn(row, "published_at"),
                sinceIn(row, "touched_at"),
                left));
  }

  /** Empty if it lies ahead, as after the clock went back. */
  private static Optional<Duration> sinceIn(ResultSet row, String column) throws SQLException {
    long time = number(row, column);
    long now = row.getLong("now_millis");
    return time > 0 && time <= now + JdbcSql.CLOCK_SLACK_MILLIS
        ? Optional.of(Duration.ofMillis(Math.max(0, now - time)))
        : Optional.empty();
  }

  /** What no number of 64 bits holds counts as absent, in a column that holds more. */
  static long number(ResultSet row, String column) throws SQLException {
    try {
      return row.getLong(column);
    } catch (SQLException e) {
      if (Failures.isBroken(e)) {
        throw e;
      }
      return 0; // H1
    }
  }

  /** Empty if the time has come. */
  private static Optional<Duration> leftIn(ResultSet row, String column) throws SQLException {
    long end = number(row, column);
    long now = row.getLong("now_millis");
    return end > now ? Optional.of(Duration.ofMillis(end - now)) : Optional.empty();
  }

  private static long millis(Duration duration) {
    return Math.max(1, duration.toMillis());
  }
}

package io.flagcache.jdbc;

import io.flagcache.Deadline;
import io.flagcache.core.FlagCacheSettings;
import io.flagcache.core.OutagePolicy;
import io.flagcache.core.Role;
import io.flagcache.core.store.Entry;
import io.flagcache.core.store.EntryStamp;
import io.flagcache.testservers.database.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.awaitility.Awaitility;

/** A pair of tables in a database, and the stores over them. */
final class TestTables implements AutoCloseable {

  static final int LIMIT = 32 * 1024 * 1024;

  /** Shorter than that of an SDK; as long as it may be. */
  static final Duration PATIENT = Duration.ofSeconds(9);

  final TestServer server;
  final String lease;
  final String entry;
  private final RecordingDataSource.Source source;

  TestTables(TestServer server, RecordingDataSource.Source source) {
    String prefix = "t" + UUID.randomUUID().toString().substring(0, 8);
    this.server = server;
    this.source = source;
    this.lease = prefix + "_lease";
    this.entry = prefix + "_entry";
  }

  JdbcFlagCacheBuilder builder() {
    return JdbcFlagCache.builder()
        .leaseTable(lease)
        .entryTable(entry)
        .createSchema(true)
        .decisionDeadline(PATIENT)
        .transferDeadline(PATIENT);
  }

  /** A data source that notes what one test does. */
  RecordingDataSource connections() {
    return new RecordingDataSource(source);
  }

  JdbcStore store(String serviceKey, DataSource dataSource) {
    return store(builder().dataSource(dataSource), serviceKey);
  }

  static JdbcStore store(JdbcFlagCacheBuilder builder, String serviceKey) {
    return store(builder, serviceKey, Role.WORKER);
  }

  static JdbcStore store(JdbcFlagCacheBuilder builder, String serviceKey, Role role) {
    return store(builder, serviceKey, role, PATIENT);
  }

  /**
   * A store with a pool of its own, which waits for connections as long as the deadline lets it.
   */
  static JdbcStore store(
      JdbcFlagCacheBuilder builder, String serviceKey, Role role, Duration decisionDeadline) {
    return store(builder, serviceKey, role, decisionDeadline, LIMIT);
  }

  static JdbcStore store(
      JdbcFlagCacheBuilder builder,
      String serviceKey,
      Role role,
      Duration decisionDeadline,
      int maxDocumentBytes) {
    return (JdbcStore)
        builder.openStore(
            new FlagCacheSettings(
                serviceKey,
                Duration.ofSeconds(30),
                Duration.ofSeconds(90),
                Duration.ofHours(24),
                decisionDeadline,
                PATIENT,
                OutagePolicy.FETCH,
                Duration.ofMinutes(10),
                role,
                maxDocumentBytes));
  }

  void execute(String... statements) {
    try (Connection connection = source.connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Deletes what there is for these service keys; a fault may have left broken connections. */
  void forget(Collection<String> serviceKeys) {
    // One at a time: for a long list MariaDB scans the table, and locks the leases of others.
    String[] deletions =
        serviceKeys.stream()
            .map(key -> " where service_key = '" + key + "'")
            .flatMap(
                where -> Stream.of("delete from " + lease + where, "delete from " + entry + where))
            .toArray(String[]::new);
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .ignoreExceptions()
        .untilAsserted(() -> execute(deletions));
  }

  /** A deadline that ends a test which hangs. */
  static Deadline soon() {
    return Deadline.after(Duration.ofMinutes(1));
  }

  static Entry entry(long epoch, long sequence, int bytes) {
    byte[] payload = new byte[bytes];
    new Random(epoch * 31 + sequence).nextBytes(payload);
    return new Entry(
        new EntryStamp(epoch, sequence, String.format("%064x", epoch * 31 + sequence)), payload);
  }

  @Override
  public void close() {
    execute("drop table if exists " + lease, "drop table if exists " + entry);
  }
}

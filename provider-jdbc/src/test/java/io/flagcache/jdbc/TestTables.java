package io.flagcache.jdbc;

import io.flagcache.Deadline;
import io.flagcache.core.Entry;
import io.flagcache.core.EntryStamp;
import io.flagcache.core.FlagCacheSettings;
import io.flagcache.core.OutagePolicy;
import io.flagcache.core.Role;
import io.flagcache.testservers.database.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Random;
import java.util.UUID;
import javax.sql.DataSource;

/** A pair of tables of one test class in a database, and the stores over them. */
final class TestTables implements AutoCloseable {

  static final int LIMIT = 32 * 1024 * 1024;

  final TestServer server;
  final String lease;
  final String entry;

  TestTables(TestServer server) {
    String prefix = "t" + UUID.randomUUID().toString().substring(0, 8);
    this.server = server;
    this.lease = prefix + "_lease";
    this.entry = prefix + "_entry";
  }

  JdbcFlagCacheBuilder builder() {
    return JdbcFlagCache.builder().leaseTable(lease).entryTable(entry).createSchema(true);
  }

  JdbcStore store(String serviceKey, DataSource source) {
    return store(builder().dataSource(source), serviceKey);
  }

  static JdbcStore store(JdbcFlagCacheBuilder builder, String serviceKey) {
    return store(builder, serviceKey, Role.WORKER);
  }

  static JdbcStore store(JdbcFlagCacheBuilder builder, String serviceKey, Role role) {
    return (JdbcStore) builder.openStore(settings(serviceKey, role));
  }

  private static FlagCacheSettings settings(String serviceKey, Role role) {
    return new FlagCacheSettings(
        serviceKey,
        Duration.ofSeconds(30),
        Duration.ofSeconds(90),
        Duration.ofHours(24),
        Duration.ofSeconds(2),
        Duration.ofSeconds(8),
        OutagePolicy.FETCH,
        Duration.ofMinutes(10),
        role,
        LIMIT);
  }

  void execute(String... statements) {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  void wipe() {
    execute("delete from " + lease, "delete from " + entry);
  }

  static Deadline soon() {
    return Deadline.after(Duration.ofSeconds(8));
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

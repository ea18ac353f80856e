package io.flagcache.benchmarks.backend;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.flagcache.core.FlagCacheBuilder;
import io.flagcache.jdbc.JdbcFlagCache;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A database by its driver and a pool of two connections. */
final class JdbcBackendClient implements DatabaseClient {

  private static final String ADD_LOCK =
      "insert into example_lock (name, locked_until, renewals) values (?, 0, 0)";

  private final HikariDataSource pool;

  JdbcBackendClient(String address, String bytes) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(address);
    config.setMaximumPoolSize(2);
    config.setMinimumIdle(1);
    config.setPoolName("benchmarks");
    pool = new HikariDataSource(config);
    try (Connection connection = pool.getConnection()) {
      createTables(connection, bytes);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    JdbcFlagCache.builder().dataSource(pool).createSchema(true).build().shutdown().join();
  }

  private static void createTables(Connection connection, String bytes) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "create table if not exists example_value (name varchar(200) primary key, content "
              + bytes
              + ")");
      statement.execute(
          "create table if not exists example_lock (name varchar(200) primary key,"
              + " owner varchar(200), locked_until bigint not null, renewals bigint not null)");
      statement.execute(
          "create table if not exists shedlock (name varchar(200) primary key,"
              + " lock_until timestamp(3) not null, locked_at timestamp(3) not null,"
              + " locked_by varchar(200) not null)");
    }
    addRow(connection, ADD_LOCK, "small");
  }

  private static void addRow(Connection connection, String insert, String name) {
    try (PreparedStatement statement = connection.prepareStatement(insert)) {
      statement.setString(1, name);
      statement.executeUpdate();
    } catch (SQLException isThere) {
      // By another worker, or another run.
    }
  }

  @Override
  public DataSource dataSource() {
    return pool;
  }

  @Override
  public Object smallRequest() throws SQLException {
    try (Connection connection = pool.getConnection();
        PreparedStatement statement =
            connection.prepareStatement("select locked_until from example_lock where name = ?")) {
      statement.setString(1, "small");
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next();
      }
    }
  }

  @Override
  public FlagCacheBuilder<?> flagCache() {
    return JdbcFlagCache.builder().dataSource(pool);
  }

  @Override
  public ValueAndLock valueAndLock(String serviceKey) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      addRow(connection, ADD_LOCK, serviceKey);
      addRow(connection, "insert into example_value (name) values (?)", serviceKey);
    }
    return new Example(serviceKey);
  }

  private final class Example implements ValueAndLock {

    private final String serviceKey;

    Example(String serviceKey) {
      this.serviceKey = serviceKey;
    }

    @Override
    public boolean lead(String owner) throws SQLException {
      long now = System.currentTimeMillis();
      try (Connection connection = pool.getConnection();
          PreparedStatement statement =
              connection.prepareStatement(
                  // Within a millisecond it would else change nothing, and some write nothing.
                  "update example_lock set owner = ?, locked_until = ?, renewals = renewals + 1"
                      + " where name = ? and (owner = ? or locked_until < ?)")) {
        statement.setString(1, owner);
        statement.setLong(2, now + LOCK_TTL.toMillis());
        statement.setString(3, serviceKey);
        statement.setString(4, owner);
        statement.setLong(5, now);
        return statement.executeUpdate() == 1;
      }
    }

    @Override
    public byte @Nullable [] read() throws SQLException {
      try (Connection connection = pool.getConnection();
          PreparedStatement statement =
              connection.prepareStatement("select content from example_value where name = ?")) {
        statement.setString(1, serviceKey);
        try (ResultSet rows = statement.executeQuery()) {
          return rows.next() ? rows.getBytes(1) : null;
        }
      }
    }

    @Override
    public void write(byte[] json) throws SQLException {
      try (Connection connection = pool.getConnection();
          PreparedStatement statement =
              connection.prepareStatement("update example_value set content = ? where name = ?")) {
        statement.setBytes(1, json);
        statement.setString(2, serviceKey);
        statement.executeUpdate();
      }
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}

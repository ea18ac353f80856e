package io.flagcache.jdbc;

import io.flagcache.conformance.store.StoreFixture;
import io.flagcache.core.FlagCacheSettings;
import io.flagcache.core.FlagCacheStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/** Stores over one pair of tables, with a data source of the user's. */
final class JdbcStoreFixture implements StoreFixture {

  private static final Pattern WRITE = Pattern.compile("(?i)\\s*(insert|update|delete)\\b.*");

  private final TestTables tables;
  private final DataSource source;
  private final RecordingDataSource recording = new RecordingDataSource(this::connect);
  private volatile boolean down;

  JdbcStoreFixture(TestTables tables, DataSource source) {
    this.tables = tables;
    this.source = source;
  }

  private Connection connect() throws SQLException {
    if (down) {
      throw new SQLException("The database is down", "08001");
    }
    return source.getConnection();
  }

  @Override
  public FlagCacheStore newStore(FlagCacheSettings settings) {
    return tables.builder().dataSource(recording).openStore(settings);
  }

  @Override
  public void wipe() {
    tables.wipe();
  }

  @Override
  public void beforeNextWrite(Runnable action) {
    AtomicReference<Runnable> once = new AtomicReference<>(action);
    recording.before(
        sql -> {
          Runnable stepsIn = WRITE.matcher(sql).matches() ? once.getAndSet(null) : null;
          if (stepsIn != null) {
            stepsIn.run();
          }
        });
  }

  @Override
  public void loseNextReply() {
    recording.loseReplyOfNextWrite();
  }

  @Override
  public void cutBackend() {
    down = true;
  }

  @Override
  public void restoreBackend() {
    down = false;
  }

  @Override
  public void close() {
    // Tables and data source are the test class's.
  }
}

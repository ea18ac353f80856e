package io.flagcache.jdbc;

import io.flagcache.conformance.StoredFields;
import io.flagcache.conformance.rule.Disturbance;
import io.flagcache.conformance.store.StoreFixture;
import io.flagcache.core.FlagCacheSettings;
import io.flagcache.core.store.FlagCacheStore;
import io.flagcache.testservers.Lazy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Stores over one pair of tables, with a data source of the user's. */
final class JdbcStoreFixture implements StoreFixture {

  private static final Pattern WRITE = Pattern.compile("(?i)\\s*(insert|update|delete)\\b.*");

  // By the first store: until then another test may be counting threads.
  private final Lazy<SharedDatabase> database;
  private final BreakableServer breakable;
  private final RecordingDataSource recording = new RecordingDataSource(this::connect);
  private final Set<String> serviceKeys = ConcurrentHashMap.newKeySet();
  private volatile boolean down;

  JdbcStoreFixture(TestDatabase kind, BreakableServer breakable) {
    this.breakable = breakable;
    this.database = new Lazy<>(() -> breakable.isTaken() ? breakable.database() : kind.shared());
  }

  private TestTables tables() {
    return database.get().tables();
  }

  private Connection connect() throws SQLException {
    if (down) {
      throw new SQLException("The database is down", "08001");
    }
    return database.get().connect();
  }

  @Override
  public Set<Disturbance> disturbances() {
    return Set.of();
  }

  @Override
  public FlagCacheStore newStore(FlagCacheSettings settings) {
    serviceKeys.add(settings.serviceKey());
    return tables().builder().dataSource(recording).openStore(settings);
  }

  /** Deletes the rows of this test alone. */
  @Override
  public void wipe() {
    if (!serviceKeys.isEmpty()) {
      tables().forget(serviceKeys);
    }
  }

  @Override
  public void beforeNextWrite(Runnable action) {
    AtomicReference<@Nullable Runnable> once = new AtomicReference<>(action);
    recording.before(
        sql -> {
          Runnable stepsIn = WRITE.matcher(sql).matches() ? once.getAndSet(null) : null;
          if (stepsIn != null) {
            stepsIn.run();
          }
        });
  }

  @Override
  public boolean forgeEpoch(String serviceKey, EpochField field, String epoch) {
    if (!epoch.matches("-?\\d+")) {
      return false;
    }
    String table = field == EpochField.LEASE ? tables().lease : tables().entry;
    tables()
        .execute(
            "update "
                + table
                + " set epoch = "
                + epoch
                + " where service_key = '"
                + serviceKey
                + "'");
    return true;
  }

  @Override
  public StoredFields storedFields() {
    return new JdbcStoredFields(database.get());
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
  public void hangBackend() {
    breakable.pause();
  }

  @Override
  public void continueBackend() {
    breakable.resume();
  }

  @Override
  public void close() {
    wipe();
  }
}

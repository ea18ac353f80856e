package io.flagcache.jdbc;

import io.flagcache.conformance.store.FlagCacheStoreConformance;
import io.flagcache.conformance.store.StoreCapability;
import io.flagcache.conformance.store.StoreFixture;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The kit for stores on a database, with a data source of the user's that all stores share. */
@Execution(ExecutionMode.CONCURRENT)
abstract class JdbcStoreConformance extends FlagCacheStoreConformance {

  private final TestDatabase database;

  @RegisterExtension final BreakableServer breakable;

  JdbcStoreConformance(TestDatabase database) {
    this.database = database;
    this.breakable = BreakableServer.forHangs(database);
  }

  @Override
  protected final StoreFixture fixture() {
    database.assumeAvailable();
    return new JdbcStoreFixture(database, breakable);
  }

  @Override
  protected final Set<StoreCapability> capabilities() {
    // A data source of the user's brings its credentials along; those in a URL are judged
    // elsewhere.
    Set<StoreCapability> capabilities =
        EnumSet.complementOf(EnumSet.of(StoreCapability.CREDENTIALS, StoreCapability.BACKEND_HANG));
    switch (database) {
      case POSTGRESQL, MARIADB, MYSQL_DRIVER -> capabilities.add(StoreCapability.BACKEND_HANG);
      default -> {
        // H2's driver takes a time-out in its URL only, and the user's server is not ours to stop.
      }
    }
    return capabilities;
  }
}

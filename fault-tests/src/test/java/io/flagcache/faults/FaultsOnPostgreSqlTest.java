package io.flagcache.faults;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.parallel.ResourceLock;

@DisplayName("PostgreSQL")
@ResourceLock(Backends.POSTGRESQL_LOCK)
class FaultsOnPostgreSqlTest extends FaultContract {

  @Override
  FaultyBackend start() {
    return Backends.POSTGRESQL.get();
  }
}

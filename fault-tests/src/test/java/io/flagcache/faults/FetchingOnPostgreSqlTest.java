package io.flagcache.faults;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.parallel.ResourceLock;

@DisplayName("PostgreSQL")
@ResourceLock(Backends.POSTGRESQL_LOCK)
class FetchingOnPostgreSqlTest extends FetchingContract {

  @Override
  FaultyBackend start() {
    return Backends.POSTGRESQL.get();
  }
}

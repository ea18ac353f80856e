package io.flagcache.faults;

import org.junit.jupiter.api.DisplayName;

@DisplayName("PostgreSQL")
class FaultsOnPostgreSqlTest extends FaultContract {

  @Override
  FaultyBackend start() {
    return new PostgresBackend();
  }
}

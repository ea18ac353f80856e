package io.flagcache.benchmarks.backend;

import javax.sql.DataSource;

/** A client of a database. */
public interface DatabaseClient extends ProviderClient {

  /** Its connections, and the table {@code shedlock}. */
  DataSource dataSource();
}

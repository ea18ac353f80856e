package io.flagcache.jdbc;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/**
 * Leaves it to {@link JdbcSession} to evict what broke. The pool would do the same, but log a stack
 * trace each time, at each poll of a leader whose document the server refuses.
 */
final class EvictedBySessions implements SQLExceptionOverride {

  @java.lang.Override
  public SQLExceptionOverride.Override adjudicate(SQLException failure) {
    return SQLExceptionOverride.Override.DO_NOT_EVICT;
  }
}

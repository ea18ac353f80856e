package io.flagcache.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The lease as its row says.
 *
 * @param owner whose it is; null after a release
 * @param live whether it has not run out, nor reaches further ahead than a lease can
 */
record LeaseRow(@Nullable String owner, long epoch, boolean live) {

  static LeaseRow of(ResultSet row) throws SQLException {
    return new LeaseRow(
        row.getString("owner"), JdbcRows.number(row, "epoch"), row.getInt("held") == 1);
  }

  boolean isOf(String asking) {
    return asking.equals(owner);
  }

  boolean isOf(String asking, long underEpoch) {
    return isOf(asking) && epoch == underEpoch;
  }

  boolean isOfOther(String asking) {
    return live && owner != null && !isOf(asking);
  }
}

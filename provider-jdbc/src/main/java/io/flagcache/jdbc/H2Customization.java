package io.flagcache.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.sql.Blob;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** H2, which ends no transaction by itself. */
final class H2Customization implements JdbcCustomization {

  @Override
  public String nowMillis() {
    return "cast(extract(epoch from current_timestamp(3)) * 1000 as bigint)";
  }

  @Override
  public String collationFix(String table) {
    return "make the table "
        + table
        + " anew in a database without SET COLLATION, and without IGNORECASE in the url";
  }

  /** To take a part of it H2 would read all of it into memory, perhaps that of this JVM. */
  @Override
  public String startOf(String column, int bytes) {
    return column;
  }

  /** In the largest pieces that its server sends; by getBytes the driver asks for 8 KB each. */
  @Override
  public byte @Nullable [] bytesIn(ResultSet row, String column, int most) throws SQLException {
    Blob blob = row.getBlob(column);
    if (blob == null) {
      return null;
    }
    byte[] bytes = new byte[(int) Math.min(most, blob.length())];
    try (InputStream pieces = blob.getBinaryStream()) {
      int length = 0;
      int read;
      while (length < bytes.length
          && (read = pieces.read(bytes, length, bytes.length - length)) > 0) {
        length += read;
      }
      return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    } catch (IOException e) {
      throw new SQLException("The column " + column + " cannot be read", e);
    }
  }
}

package io.flagcache.jdbc;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Blob;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The databases that a {@link JdbcFlagCache} works on, and what differs between them. */
public enum JdbcDialect {
  /** H2 2.2.220 and later, embedded or as a server. */
  H2("H2", "cast(extract(epoch from current_timestamp(3)) * 1000 as bigint)") {
    /** In the largest pieces that its server sends; by getBytes the driver asks for 8 KB each. */
    @Override
    byte @Nullable [] bytesIn(ResultSet row, String column) throws SQLException {
      Blob blob = row.getBlob(column);
      if (blob == null) {
        return null;
      }
      byte[] bytes = new byte[(int) Math.min(Constants.LARGEST_ARRAY, blob.length())];
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
  },

  /** PostgreSQL 10 and later, and services that speak its protocol and SQL. */
  POSTGRESQL("PostgreSQL", "cast(extract(epoch from clock_timestamp()) * 1000 as bigint)") {
    @Override
    Optional<String> beginLimit(int seconds) {
      return Optional.of("set local idle_in_transaction_session_timeout = " + seconds * 1000L);
    }
  },

  /** MariaDB 10.6 and later. */
  MARIADB("MariaDB", Constants.UTC_MILLIS) {
    @Override
    String whoAndWhere() {
      return Constants.WHO_AND_WHERE;
    }

    @Override
    String quoted(String name) {
      return inBackticks(name);
    }

    @Override
    String account(String user) {
      return accountAtHost(user);
    }

    @Override
    Optional<String> beginLimit(int seconds) {
      return Optional.of(setting("idle_transaction_timeout", seconds));
    }

    @Override
    Optional<String> endLimit() {
      return Optional.of(resetting("idle_transaction_timeout"));
    }
  },

  /**
   * MySQL 8.0.1 and later, since older ones lack {@code SKIP LOCKED}. It has been run with MySQL's
   * driver on MariaDB, and not on a MySQL server.
   */
  MYSQL("MySQL", Constants.UTC_MILLIS) {
    @Override
    String whoAndWhere() {
      return Constants.WHO_AND_WHERE;
    }

    @Override
    String quoted(String name) {
      return inBackticks(name);
    }

    @Override
    String account(String user) {
      return accountAtHost(user);
    }

    @Override
    Optional<String> beginLimit(int seconds) {
      return Optional.of(setting("wait_timeout", seconds));
    }

    @Override
    Optional<String> endLimit() {
      return Optional.of(resetting("wait_timeout"));
    }
  };

  private static final class Constants {
    static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

    /** From UTC: the local time of a session is ambiguous when summer time ends. */
    static final String UTC_MILLIS =
        "cast(timestampdiff(microsecond, '1970-01-01', utc_timestamp(3)) div 1000 as signed)";

    static final String WHO_AND_WHERE = "select current_user() as account, database() as place";
  }

  private final String productName;
  private final String nowMillis;

  JdbcDialect(String productName, String nowMillis) {
    this.productName = productName;
    this.nowMillis = nowMillis;
  }

  /**
   * Recognises the database behind a connection.
   *
   * @throws IllegalStateException if it is none that is supported
   */
  static JdbcDialect of(DatabaseMetaData database) throws SQLException {
    String name = database.getDatabaseProductName();
    return Arrays.stream(values())
        .filter(dialect -> dialect.productName.equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "flagcache does not know the database '"
                        + name
                        + "'; it works on "
                        + Arrays.stream(values())
                            .map(dialect -> dialect.productName)
                            .collect(joining(", "))
                        + ". If yours speaks the SQL of one of them, name that as the dialect"));
  }

  /** An expression for the database's own clock, in milliseconds since 1970. */
  String nowMillis() {
    return nowMillis;
  }

  /**
   * A statement that makes the server end the present transaction, and free its locks, if its
   * client falls silent for so long.
   */
  Optional<String> beginLimit(int seconds) {
    return Optional.empty();
  }

  /** A statement that takes the limit back, if it does not end with the transaction. */
  Optional<String> endLimit() {
    return Optional.empty();
  }

  /** What a column of bytes holds in this row. */
  byte @Nullable [] bytesIn(ResultSet row, String column) throws SQLException {
    return row.getBytes(column);
  }

  /** Asks for this connection's {@code account} and for the schema, {@code place}, it works in. */
  String whoAndWhere() {
    return "select current_user as account, current_schema as place";
  }

  /** A name as the database knows it, written in SQL. */
  String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** A user as the database names it, written in SQL. */
  String account(String user) {
    return quoted(user);
  }

  /** The name of the packaged file that creates the tables. */
  String ddlFile() {
    return "io/flagcache/jdbc/ddl/" + name().toLowerCase(Locale.ROOT) + ".sql";
  }

  /** The statements of the packaged file, for tables of these names. */
  List<String> ddl(JdbcTables tables) {
    try (InputStream file = JdbcDialect.class.getResourceAsStream("/" + ddlFile())) {
      if (file == null) {
        throw new IllegalStateException("The flagcache-jdbc jar lacks its file " + ddlFile());
      }
      String text =
          new String(file.readAllBytes(), StandardCharsets.UTF_8).replaceAll("(?m)^--.*$", "");
      return Arrays.stream(text.split(";"))
          .map(String::strip)
          .filter(statement -> !statement.isEmpty())
          .map(tables::rename)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String inBackticks(String name) {
    return '`' + name.replace("`", "``") + '`';
  }

  /** Rights belong to a user together with the hosts it comes from. */
  private static String accountAtHost(String user) {
    int at = user.lastIndexOf('@');
    if (at < 0) {
      return inBackticks(user); // Another database, for which this dialect was chosen.
    }
    return inBackticks(user.substring(0, at)) + '@' + inBackticks(user.substring(at + 1));
  }

  private static String setting(String variable, int seconds) {
    return "set @flagcache_limit = @@session."
        + variable
        + ", session "
        + variable
        + " = "
        + seconds;
  }

  private static String resetting(String variable) {
    return "set session " + variable + " = @flagcache_limit";
  }

  @Override
  public String toString() {
    return productName;
  }
}

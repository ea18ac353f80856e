package io.flagcache.jdbc;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The databases that a {@link JdbcFlagCache} works on. */
public enum JdbcDialect {
  /** H2 2.2.220 and later, embedded or as a server. */
  H2("H2", new H2Customization()),

  /** PostgreSQL 10 and later, and services that speak its protocol and SQL. */
  POSTGRESQL("PostgreSQL", new PostgreSqlCustomization()),

  /** MariaDB 10.6 and later. */
  MARIADB("MariaDB", new MySqlFamilyCustomization("idle_transaction_timeout", true)),

  /**
   * MySQL 8.0.1 and later, since older ones lack {@code SKIP LOCKED}. It has been run with MySQL's
   * driver on MariaDB, and not on a MySQL server.
   */
  MYSQL("MySQL", new MySqlFamilyCustomization("wait_timeout", false));

  private final String productName;

  @SuppressWarnings("ImmutableEnumChecker") // None has a state.
  private final JdbcCustomization customization;

  JdbcDialect(String productName, JdbcCustomization customization) {
    this.productName = productName;
    this.customization = customization;
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

  JdbcCustomization customization() {
    return customization;
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

  @Override
  public String toString() {
    return productName;
  }
}

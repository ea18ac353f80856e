package io.flagcache.jdbc;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What databases refuse or lack: whether it lasts until somebody changes something or passes by
 * itself, and what to do. The first that a failure matches is the one that counts; what matches
 * none passes, as a lost connection does.
 */
enum JdbcFailure {
  TOO_MANY_CONNECTIONS(
      false,
      Set.of("53300"),
      Set.of(1040, 1203, 1226),
      "raise the limit of connections of the server or of this user, or let fewer be open"),

  CLOSED_CONNECTION(
      false,
      Set.of("08003"),
      Set.of(),
      "if the data source is a pool, have it test connections before it lends them, as by"
          + " testOnBorrow"),

  /** A server that was demoted, or a replica: behind the same address there may soon be another. */
  READ_ONLY(
      false,
      Set.of("25006"),
      Set.of(1290, 1792, 1836, 90097),
      "the server is read-only, as a replica or a demoted primary is: let the url or the data"
          + " source lead to the one that takes writes"),

  SHARED_STATEMENTS(
      false,
      Set.of("26000", "42P05"),
      Set.of(),
      "bind message supplies",
      "if there is a pool of connections between, such as PgBouncer in transaction mode, set"
          + " prepareThreshold=0 in the url of the data source"),

  HOST_BLOCKED(
      false, Set.of(), Set.of(1129), "run mariadb-admin flush-hosts or mysqladmin flush-hosts"),

  PACKET_TOO_LARGE(
      false,
      Set.of(),
      Set.of(1153, 1301),
      "raise max_allowed_packet of the server above the size of the stored document"),

  /** H2 has no code for it: any write that fails is a general error to it. */
  DISK_FULL(
      false,
      Set.of("53100"),
      Set.of(1021, 1114),
      "MVStoreException: Writing to ",
      "free space on the disk of the database, or raise the limit of its table space"),

  LOCKED(false, Set.of("40", "55P03", "HYT00"), Set.of(1205, 1213), ""),

  REFUSED_LOGIN(true, Set.of("28"), Set.of(1130, 4151), "correct user and password"),

  NO_DATABASE(
      true,
      Set.of("3D", "3F"),
      Set.of(1049, 90013, 90079, 90146, 90149),
      "create the database and its schema, or correct their names in the settings"),

  STATEMENT_BINLOG(
      true,
      Set.of(),
      Set.of(1598, 1665),
      "set binlog_format of the server to MIXED or ROW: with STATEMENT it takes no change at READ"
          + " COMMITTED"),

  MIXED_COLLATIONS(
      true,
      Set.of("42P21", "42P22"),
      Set.of(1267, 1270, 1271),
      "give both tables the collation of the packaged DDL files"),

  /** H2: a setting or a form of the URL that it does not know. */
  WRONG_URL(true, Set.of(), Set.of(90046, 90113), "correct the url"),

  /** Whoever meets it with the tables at hand says more. */
  REFUSED_STATEMENT(true, Set.of("42"), Set.of(90040, 90096), "");

  private final boolean lasting;

  @SuppressWarnings("ImmutableEnumChecker") // It is one of Set.of.
  private final Set<String> states;

  @SuppressWarnings("ImmutableEnumChecker") // It is one of Set.of.
  private final Set<Integer> codes;

  private final @Nullable String text;

  private final String fix;

  /**
   * Describes a failure.
   *
   * @param states how its SQL state may begin
   * @param codes of vendors; those of H2, and of MariaDB and MySQL, are different numbers
   * @param text a part of its message, where neither state nor code tells it
   * @param fix empty if there is nothing to say
   */
  JdbcFailure(
      boolean lasting, Set<String> states, Set<Integer> codes, @Nullable String text, String fix) {
    this.lasting = lasting;
    this.states = states;
    this.codes = codes;
    this.text = text;
    this.fix = fix;
  }

  JdbcFailure(boolean lasting, Set<String> states, Set<Integer> codes, String fix) {
    this(lasting, states, codes, null, fix);
  }

  /** Empty if it is none of these, or only a lost connection. */
  static Optional<JdbcFailure> of(SQLException failure) {
    return Arrays.stream(values()).filter(kind -> Failures.any(failure, kind::matches)).findFirst();
  }

  private boolean matches(Throwable failure) {
    return failure instanceof SQLException sql
        && (codes.contains(sql.getErrorCode())
            || (text != null && String.valueOf(sql.getMessage()).contains(text))
            || (sql.getSQLState() != null
                && states.stream().anyMatch(sql.getSQLState()::startsWith)));
  }

  /** Whether it lasts until somebody changes something. */
  boolean lasts() {
    return lasting;
  }

  /** Whether somebody has to change something before it works. */
  static boolean lasts(SQLException failure) {
    return of(failure).filter(JdbcFailure::lasts).isPresent();
  }

  /** Whether it is known to pass by itself. */
  static boolean passes(SQLException failure) {
    return Failures.isBroken(failure) || of(failure).filter(kind -> !kind.lasting).isPresent();
  }

  /** The same failure, and what to do about it. */
  static SQLException explained(SQLException failure) {
    String fix = of(failure).map(kind -> kind.fix).orElse("");
    String message = failure.getMessage() + "";
    return fix.isEmpty() || message.contains(fix)
        ? failure
        : new SQLException(
            message + "; " + fix, failure.getSQLState(), failure.getErrorCode(), failure);
  }
}

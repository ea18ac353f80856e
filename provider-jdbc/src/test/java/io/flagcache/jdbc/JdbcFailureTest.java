package io.flagcache.jdbc;

import static io.flagcache.jdbc.TestTables.entry;
import static io.flagcache.jdbc.TestTables.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagcache.core.store.LeaseAnswer.Held;
import io.flagcache.core.store.LeaseRequest;
import io.flagcache.kitsupport.TakesTurns;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which failures last, which pass, and what is said about them. */
@Timeout(300)
class JdbcFailureTest {

  /** Another state or code for each row of the table; empty for what it does not know. */
  @ParameterizedTest
  @CsvSource({
    "53300, 0, TOO_MANY_CONNECTIONS, passes",
    "42000, 1203, TOO_MANY_CONNECTIONS, passes",
    "42000, 1226, TOO_MANY_CONNECTIONS, passes",
    "08004, 1040, TOO_MANY_CONNECTIONS, passes",
    "08003, 0, CLOSED_CONNECTION, passes",
    "25006, 0, READ_ONLY, passes",
    "HY000, 1290, READ_ONLY, passes",
    "HY000, 1836, READ_ONLY, passes",
    "25006, 1792, READ_ONLY, passes",
    "90097, 90097, READ_ONLY, passes",
    "26000, 0, SHARED_STATEMENTS, passes",
    "42P05, 0, SHARED_STATEMENTS, passes",
    "HY000, 1129, HOST_BLOCKED, passes",
    "08S01, 1153, PACKET_TOO_LARGE, passes",
    "53100, 0, DISK_FULL, passes",
    "HY000, 1114, DISK_FULL, passes",
    "HY000, 1021, DISK_FULL, passes",
    "HY000, 1205, LOCKED, passes",
    "40001, 1213, LOCKED, passes",
    "40P01, 0, LOCKED, passes",
    "55P03, 0, LOCKED, passes",
    "HYT00, 50200, LOCKED, passes",
    "28P01, 0, REFUSED_LOGIN, lasts",
    "28000, 1045, REFUSED_LOGIN, lasts",
    "HY000, 1130, REFUSED_LOGIN, lasts",
    "3D000, 0, NO_DATABASE, lasts",
    "42000, 1049, NO_DATABASE, lasts",
    "90013, 90013, NO_DATABASE, lasts",
    "HY000, 1665, STATEMENT_BINLOG, lasts",
    "HY000, 1598, STATEMENT_BINLOG, lasts",
    "HY000, 1267, MIXED_COLLATIONS, lasts",
    "42P22, 0, MIXED_COLLATIONS, lasts",
    "90113, 90113, WRONG_URL, lasts",
    "42501, 0, REFUSED_STATEMENT, lasts",
    "42000, 1142, REFUSED_STATEMENT, lasts",
    "90096, 90096, REFUSED_STATEMENT, lasts",
    "08006, 0, , passes",
    "08P01, 0, , passes",
    "57P01, 0, , passes",
    "57P03, 0, , passes",
    "HY000, 90067, , ",
  })
  void failureIsKnown(String state, int code, JdbcFailure expected, String duration) {
    SQLException failure = new SQLException("no", state, code);
    SQLException wrapped = new SQLException("by a pool", failure);

    assertThat(JdbcFailure.of(failure)).isEqualTo(Optional.ofNullable(expected));
    assertThat(JdbcFailure.of(wrapped)).isEqualTo(Optional.ofNullable(expected));
    assertThat(JdbcFailure.lasts(wrapped)).isEqualTo("lasts".equals(duration));
    assertThat(JdbcFailure.passes(wrapped)).isEqualTo("passes".equals(duration));
  }

  /** As the server of H2 2.5 says it. */
  @Test
  void fullDiskOfH2IsKnownByItsText() {
    String said = "org.h2.mvstore.MVStoreException: Writing to %s failed; length 8192 at 2600960";
    SQLException failure =
        new SQLException("General error: " + said.formatted("a file"), "HY000", 50000);

    assertThat(JdbcFailure.of(failure)).contains(JdbcFailure.DISK_FULL);
    assertThat(JdbcFailure.of(new SQLException("General error", "HY000", 50000))).isEmpty();
  }

  /** PgBouncer has one state for this and for a server that it cannot reach. */
  @Test
  void statementOfAnotherClientIsKnownByItsText() {
    String said =
        "ERROR: bind message supplies 1 parameters, but prepared statement \"S_1\" requires 2";

    assertThat(JdbcFailure.of(new SQLException(said, "08P01")))
        .contains(JdbcFailure.SHARED_STATEMENTS);
    assertThat(JdbcFailure.of(new SQLException("FATAL: query_wait_timeout", "08P01"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "53300, 0",
    "08003, 0",
    "25006, 0",
    "42P05, 0",
    "HY000, 1129",
    "08S01, 1153",
    "53100, 0",
    "28P01, 0",
    "3D000, 0",
    "HY000, 1665",
    "HY000, 1267",
    "90113, 90113"
  })
  void explanationSaysOnceWhatToDoAndKeepsTheFailure(String state, int code) {
    SQLException failure = new SQLException("no", state, code);

    SQLException explained = JdbcFailure.explained(failure);

    assertThat((Throwable) explained).hasMessageStartingWith("no; ").hasCause(failure);
    assertThat(explained.getSQLState()).isEqualTo(failure.getSQLState());
    assertThat(explained.getErrorCode()).isEqualTo(failure.getErrorCode());
    assertThat((Throwable) JdbcFailure.explained(explained)).isSameAs(explained);
  }

  /** Servers that were set up in an unusual way. */
  @Nested
  @ParameterizedClass(name = "{0}")
  @EnumSource(
      value = TestDatabase.class,
      names = {"MARIADB", "MYSQL_DRIVER"})
  class OnMariaDb {

    @Order(1)
    @RegisterExtension
    final BreakableServer server;

    @Order(2)
    @RegisterExtension
    final TakesTurns turns = new TakesTurns();

    private final String serviceKey = "key-" + UUID.randomUUID();

    OnMariaDb(TestDatabase database) {
      server = BreakableServer.forEachTest(database);
    }

    private JdbcFlagCacheBuilder builder() {
      return tables().builder().url(tables().server.url()).serviceKey(serviceKey);
    }

    private TestTables tables() {
      return server.database().tables();
    }

    @Test
    void binaryLogOfStatementsIsAnErrorAtTheStart() {
      tables();
      tables().execute("set global binlog_format = STATEMENT");
      try {
        assertThatIllegalStateException()
            .isThrownBy(() -> builder().build())
            .withMessageContaining("set binlog_format of the server to MIXED or ROW");
      } finally {
        tables().execute("set global binlog_format = MIXED");
      }
    }

    @Test
    void documentAboveAPacketIsRefusedWithTheSettingUntilThatIsRaised() throws Exception {
      JdbcStore store = TestTables.store(tables().builder().url(tables().server.url()), serviceKey);
      try {
        Duration hour = Duration.ofHours(1);
        Held held = (Held) store.acquireOrRenew(new LeaseRequest("a", hour, hour, 0), soon());

        assertThatThrownBy(
                () -> store.publish("a", entry(held.epoch(), 1, 17_000_000), hour, soon()))
            .isInstanceOf(SQLException.class)
            .hasMessageContaining("raise max_allowed_packet")
            .hasMessageContaining("17000000 bytes");

        assertThat(store.publish("a", entry(held.epoch(), 2, 1000), hour, soon())).isTrue();

        tables().execute("set global max_allowed_packet = 33554432");

        assertThatThrownBy(
                () -> store.publish("a", entry(held.epoch(), 3, 17_000_000), hour, soon()))
            .as("on a connection from before")
            .hasMessageContaining("raise max_allowed_packet");
        assertThat(store.publish("a", entry(held.epoch(), 4, 17_000_000), hour, soon())).isTrue();
      } finally {
        tables().execute("set global max_allowed_packet = 16777216");
        store.close();
        tables().forget(List.of(serviceKey));
      }
    }
  }
}

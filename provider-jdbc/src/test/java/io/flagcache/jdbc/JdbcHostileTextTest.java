package io.flagcache.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.core.FlagCacheProvider;
import io.flagcache.core.Role;
import io.flagcache.kitsupport.TakesTurns;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a server says, and what others have named there, begins no line and moves no cursor. */
@Timeout(300)
@ExtendWith(TakesTurns.class)
class JdbcHostileTextTest {

  private final String serviceKey = "key-" + UUID.randomUUID();
  private TestTables tables;

  @BeforeEach
  void nameTables() throws SQLException {
    TestDatabase.POSTGRESQL.assumeAvailable();
    tables = TestDatabase.POSTGRESQL.newTables();
  }

  @AfterEach
  void dropTables() {
    if (tables != null) {
      tables.close();
    }
  }

  private FlagCacheProvider worker(RecordingDataSource connections) {
    return tables.builder().dataSource(connections).serviceKey(serviceKey).build();
  }

  private static <T> T answer(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(1, TimeUnit.MINUTES);
  }

  @Test
  void whatATriggerSaysIsEscapedInTheFailure() throws Exception {
    FlagCacheProvider worker = worker(tables.connections());
    assertThat(answer(worker.shouldFetchFlagDefinitions())).isTrue();
    String function = tables.entry + "_refuse";
    tables.execute(
        "create function "
            + function
            + "() returns trigger language plpgsql as $$ begin"
            + " raise exception using message = E'x\\x1b[2J\\nforged'; end $$",
        "create trigger refuse before insert on "
            + tables.entry
            + " for each row execute function "
            + function
            + "()");
    try {
      FlagDefinitionCacheData data = FlagDefinitionCacheData.of(Map.of("flags", List.of()));

      assertThatThrownBy(() -> answer(worker.onFlagDefinitionsReceived(data)))
          .hasMessageContaining("x\\u001b[2J forged")
          .satisfies(
              failure ->
                  assertThat(Throwables.getStackTrace(failure))
                      .doesNotContain("\u001b", "\nforged"));
    } finally {
      tables.execute("drop function " + function + " cascade");
      answer(worker.shutdown());
    }
  }

  @Test
  void schemaOfAnyNameBeginsNoStatementAmongTheRights() throws Exception {
    String schema = "\"" + tables.entry + "\u001b[2J\nGRANT ALL\"";
    tables.execute("create schema " + schema);
    FlagCacheProvider worker = worker(new RecordingDataSource(() -> connect(schema)));
    try {
      assertThat(worker.rights(Role.WORKER).lines())
          .hasSize(3)
          .allMatch(line -> line.contains(tables.entry + "\\u001b[2J\\u000aGRANT ALL\""));
    } finally {
      answer(worker.shutdown());
      tables.execute("drop schema " + schema + " cascade");
    }
  }

  private Connection connect(String schema) throws SQLException {
    Connection connection = tables.server.connect();
    try (Statement statement = connection.createStatement()) {
      statement.execute("set search_path to " + schema);
    }
    return connection;
  }
}

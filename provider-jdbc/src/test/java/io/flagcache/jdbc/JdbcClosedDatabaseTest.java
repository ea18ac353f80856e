package io.flagcache.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.FlagDefinitionCacheProviders;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** H2 closes the databases of a JVM in a hook of its own when the JVM ends. */
@Timeout(300)
class JdbcClosedDatabaseTest {

  @TempDir Path directory;

  private String database() {
    return "jdbc:h2:" + directory.toAbsolutePath().resolve("cache");
  }

  private FlagDefinitionCacheProvider worker() {
    return FlagDefinitionCacheProviders.create(
        database()
            + ";flagcache.createSchema=true;flagcache.lease=1h"
            + ";flagcache.decisionDeadline=9900ms;flagcache.transferDeadline=9900ms");
  }

  private static <T> T answer(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(1, TimeUnit.MINUTES);
  }

  @Test
  void leaderHandsOverThoughTheDatabaseWasClosedBeforeIt() throws Exception {
    FlagDefinitionCacheProvider leader = worker();
    assertThat(answer(leader.shouldFetchFlagDefinitions())).isTrue();

    try (Connection connection = DriverManager.getConnection(database());
        Statement statement = connection.createStatement()) {
      statement.execute("shutdown");
    }
    answer(leader.shutdown());

    FlagDefinitionCacheProvider next = worker();
    assertThat(answer(next.shouldFetchFlagDefinitions())).isTrue();
    answer(next.shutdown());
  }
}

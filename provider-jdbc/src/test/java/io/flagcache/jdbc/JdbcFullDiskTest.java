package io.flagcache.jdbc;

import static io.flagcache.jdbc.TestTables.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.core.FlagCacheEvent;
import io.flagcache.core.FlagCacheEvent.OutageBegan;
import io.flagcache.core.FlagCacheEvent.OutageEnded;
import io.flagcache.core.FlagCacheProvider;
import io.flagcache.core.store.EntryStamp;
import io.flagcache.kitsupport.TakesTurns;
import io.flagcache.testservers.database.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A disk that is full is said once, with what to do, and is over when there is room. */
@Timeout(300)
@ExtendWith(TakesTurns.class)
@Execution(ExecutionMode.CONCURRENT)
class JdbcFullDiskTest {

  private static final String FIX = "free space on the disk";

  /** Every write to it fails for want of space. */
  private static final Path FULL_DEVICE = Path.of("/dev/full");

  private final String serviceKey = "key-" + UUID.randomUUID();

  /** What the entries of a test lie on. */
  private interface Disk {
    void fill(TestTables tables) throws Exception;

    void makeRoom(TestTables tables) throws Exception;
  }

  @Test
  void h2(@TempDir Path directory) throws Exception {
    String url = H2Disk.url(directory.resolve("cache"));
    TestServer server = () -> url;
    demandSaidOnce(new TestTables(server, server::connect), new DiskOfH2());
  }

  @Test
  void postgreSql() throws Exception {
    TestDatabase.POSTGRESQL.assumeAvailable();
    assumeTrue(Files.isWritable(FULL_DEVICE), "There is no " + FULL_DEVICE + " on this platform");
    demandSaidOnce(TestDatabase.POSTGRESQL.newTables(), new FileOfPostgreSql());
  }

  /** One full table. */
  @ParameterizedTest
  @EnumSource(names = {"MARIADB", "MYSQL_DRIVER"})
  void mariaDb(TestDatabase database) throws Exception {
    database.assumeAvailable();
    demandSaidOnce(database.newTables(), new TableOfMariaDb());
  }

  private void demandSaidOnce(TestTables tables, Disk disk) throws Exception {
    Queue<FlagCacheEvent> events = new ConcurrentLinkedQueue<>();
    FlagCacheProvider worker =
        tables
            .builder()
            .url(tables.server.url())
            .serviceKey(serviceKey)
            .listener(events::add)
            .build();
    JdbcStore store = TestTables.store(tables.builder().url(tables.server.url()), serviceKey);
    try {
      assertThat(answer(worker.shouldFetchFlagDefinitions())).isTrue();
      answer(worker.onFlagDefinitionsReceived(document("small")));
      Optional<EntryStamp> small = store.stamp(soon());
      FlagDefinitionCacheData large = document(noise());

      disk.fill(tables);
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> answer(worker.onFlagDefinitionsReceived(large)))
            .hasMessageContaining(FIX);
      }
      disk.makeRoom(tables);

      // H2 closes its database, and with it the store's connection.
      Awaitility.await()
          .atMost(Duration.ofMinutes(1))
          .ignoreExceptionsInstanceOf(SQLException.class)
          .until(() -> small.isPresent() && store.stamp(soon()).equals(small));
      Awaitility.await()
          .atMost(Duration.ofMinutes(1))
          .until(
              () ->
                  answer(worker.shouldFetchFlagDefinitions())
                      && !store.stamp(soon()).equals(small));
      assertThat(answer(worker.getFlagDefinitions())).contains(large);
      assertThat(events)
          .filteredOn(OutageBegan.class::isInstance)
          .singleElement()
          .satisfies(began -> assertThat(((OutageBegan) began).cause()).hasMessageContaining(FIX));
      assertThat(events).filteredOn(OutageEnded.class::isInstance).hasSize(1);
    } finally {
      store.close();
      answer(worker.shutdown());
      tables.close();
    }
  }

  private static FlagDefinitionCacheData document(String key) {
    return FlagDefinitionCacheData.of(Map.of("flags", List.of(Map.of("key", key))));
  }

  /** Text that cannot be compressed to less than three quarters. */
  private static String noise() {
    byte[] bytes = new byte[150_000];
    new Random(1).nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static <T> T answer(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(1, TimeUnit.MINUTES);
  }

  private static final class DiskOfH2 implements Disk {

    @Override
    public void fill(TestTables tables) {
      H2Disk.setFull(true);
    }

    @Override
    public void makeRoom(TestTables tables) {
      H2Disk.setFull(false);
    }
  }

  /** The file of long values, in whose place stands a device that is always full. */
  private static final class FileOfPostgreSql implements Disk {

    private Path file = Path.of("");

    @Override
    public void fill(TestTables tables) throws Exception {
      file =
          Path.of(
              ask(tables, "show data_directory"),
              ask(
                  tables,
                  "select pg_relation_filepath(reltoastrelid) from pg_class where relname = '%s'"
                      .formatted(tables.entry)));
      // Else the server would still have to sync it, which no device lets it, and end.
      tables.execute("checkpoint");
      Files.move(file, kept());
      Files.createSymbolicLink(file, FULL_DEVICE);
      openAnew(tables);
    }

    @Override
    public void makeRoom(TestTables tables) throws Exception {
      Files.delete(file);
      Files.move(kept(), file);
      openAnew(tables);
    }

    private Path kept() {
      return file.resolveSibling(file.getFileName() + ".kept");
    }

    /** A session has the file open until something about its table changes. */
    private static void openAnew(TestTables tables) {
      String alter = "alter table " + tables.entry;
      tables.execute(
          alter + " set (toast.autovacuum_enabled = false)",
          alter + " reset (toast.autovacuum_enabled)");
    }

    private static String ask(TestTables tables, String query) throws SQLException {
      try (Connection connection = tables.server.connect();
          Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery(query)) {
        row.next();
        return row.getString(1);
      }
    }
  }

  private static final class TableOfMariaDb implements Disk {

    @Override
    public void fill(TestTables tables) {
      alter(tables, "engine = MyISAM max_rows = 1 avg_row_length = 1");
    }

    @Override
    public void makeRoom(TestTables tables) {
      alter(tables, "engine = InnoDB max_rows = 0");
    }

    private static void alter(TestTables tables, String options) {
      tables.execute("alter table " + tables.entry + " " + options);
    }
  }
}

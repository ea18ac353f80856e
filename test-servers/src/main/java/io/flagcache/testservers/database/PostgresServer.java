package io.flagcache.testservers.database;

import io.flagcache.testservers.ServerProcesses;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** PostgreSQL from its Maven artifact. */
final class PostgresServer extends ServerProcess {

  private static final String USER = "flagcache_test";
  private static final String PASSWORD = "secret-of-postgres";

  private final Path data = ServerProcesses.newDirectory("flagcache-pg");
  private final int port = ServerProcesses.freePort();
  private EmbeddedPostgres server;
  private @Nullable ProcessHandle process;

  private PostgresServer() {}

  static TestServer start() {
    PostgresServer server = new PostgresServer();
    ServerProcesses.atExit(server::kill, server.data);
    server.launch();
    try (Connection connection = server.server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create role " + USER + " login superuser password '" + PASSWORD + "'");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return server;
  }

  @Override
  public String url() {
    return "jdbc:postgresql://localhost:"
        + port
        + "/postgres?user="
        + USER
        + "&password="
        + PASSWORD;
  }

  @Override
  public void restart() {
    try {
      // What is stopped in order by the number in this file may be another process by now.
      Files.deleteIfExists(numberFile());
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    launch();
  }

  private void launch() {
    try {
      server =
          EmbeddedPostgres.builder()
              .setDataDirectory(data)
              .setCleanDataDirectory(false)
              .setRegisterShutdownHook(false)
              .setPort(port)
              // As a server that nobody has configured: what was committed survives a kill.
              .setServerConfig("synchronous_commit", "on")
              // Tests log in more often than anything else.
              .setServerConfig("scram_iterations", "1")
              // A socket in /tmp outlives a kill, and keeps the next one from its port.
              .setServerConfig("unix_socket_directories", "")
              .setDataDirectoryCustomizer(PostgresServer::askForPasswords)
              .setPGStartupWait(Duration.ofMinutes(2))
              .start();
      process =
          ServerProcesses.running(Long.parseLong(Files.readAllLines(numberFile()).get(0).strip()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All but the server's own administrator, who makes the role, need their password. */
  private static void askForPasswords(File data) {
    try {
      Files.writeString(
          data.toPath().resolve("pg_hba.conf"),
          """
          local all all trust
          host all postgres all trust
          host all all all scram-sha-256
          """);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path numberFile() {
    return data.resolve("postmaster.pid");
  }

  @Override
  ProcessHandle process() {
    return Objects.requireNonNull(process, "The server has not started");
  }
}

